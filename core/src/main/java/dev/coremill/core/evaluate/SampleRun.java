package dev.coremill.core.evaluate;

import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.sample.BoundSamples;
import dev.coremill.core.thread.Workers;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Runs models over samples. Where none of the models has states, several samples run at the same
 * time, each in a thread of its own; what comes out is the same, in the same order, for any number
 * of threads. Samples are read in their order, and few more of them are held than run.
 */
public final class SampleRun {
  /**
   * What is done with a sample.
   *
   * @param <T> what comes out
   */
  @FunctionalInterface
  public interface Prediction<T> {
    /**
     * Runs the models on a sample. Several threads may do it at the same time.
     *
     * @param index the number of the sample
     */
    T predict(long index, BoundSamples.Sample sample);
  }

  /**
   * What is done with the results.
   *
   * @param <T> what came out
   */
  @FunctionalInterface
  public interface Receiver<T> {
    /** Takes the result of a sample; in the order of the samples, from one thread. */
    void accept(long index, BoundSamples.Sample sample, T result);
  }

  private record Pending<T>(long index, BoundSamples.Sample sample, Future<T> result) {}

  private final List<RunnableModel> models;
  private final BoundSamples samples;
  private final long count;
  private final long sequence;

  /**
   * A run.
   *
   * @param models what is run; their states begin anew
   * @param count how many samples to use; 0 for all
   * @param sequence after how many samples states begin anew; 0 for never
   */
  public SampleRun(List<RunnableModel> models, BoundSamples samples, long count, long sequence) {
    this.models = List.copyOf(models);
    this.samples = samples;
    this.count = count == 0 ? samples.count() : count;
    this.sequence = sequence;
  }

  /** How many samples are used. */
  public long count() {
    return count;
  }

  /**
   * Runs the samples side by side where that is possible.
   *
   * @throws dev.coremill.core.problem.ProblemException if a sample cannot be read, or what the
   *     prediction throws
   */
  public <T> void run(Prediction<T> prediction, Receiver<T> receiver, SampleProgress progress) {
    int workers = (int) Math.min(count, Integer.MAX_VALUE);
    for (RunnableModel model : models) {
      workers = Math.min(workers, model.parallelism());
    }
    if (workers > 1) {
      sideBySide(prediction, receiver, progress, workers);
    } else {
      oneByOne(prediction, receiver, progress);
    }
  }

  /** Runs one sample after another, as observers of values need it. */
  public <T> void oneByOne(
      Prediction<T> prediction, Receiver<T> receiver, SampleProgress progress) {
    for (long index = 0; index < count; index++) {
      if (index == 0 || sequence > 0 && index % sequence == 0) {
        models.forEach(RunnableModel::restart);
      }
      BoundSamples.Sample sample = samples.sample(index);
      receiver.accept(index, sample, prediction.predict(index, sample));
      progress.done(index + 1, count);
    }
  }

  private <T> void sideBySide(
      Prediction<T> prediction, Receiver<T> receiver, SampleProgress progress, int workers) {
    ExecutorService executor = Workers.start(workers, "coremill-samples");
    try {
      ArrayDeque<Pending<T>> pending = new ArrayDeque<>();
      Optional<ProblemException> unreadable = Optional.empty();
      long end = count;
      for (long next = 0; next < end || !pending.isEmpty(); ) {
        if (next < end && pending.size() <= workers) {
          long index = next++;
          BoundSamples.Sample sample;
          try {
            sample = samples.sample(index);
          } catch (ProblemException damaged) {
            // What is read ahead must not be told before the samples that precede it.
            unreadable = Optional.of(damaged);
            end = index;
            continue;
          }
          pending.add(
              new Pending<>(
                  index, sample, executor.submit(() -> prediction.predict(index, sample))));
        } else {
          Pending<T> oldest = pending.remove();
          receiver.accept(oldest.index(), oldest.sample(), Workers.result(oldest.result()));
          progress.done(oldest.index() + 1, count);
        }
      }
      if (unreadable.isPresent()) {
        throw unreadable.get();
      }
    } finally {
      Workers.stop(executor);
    }
  }
}
