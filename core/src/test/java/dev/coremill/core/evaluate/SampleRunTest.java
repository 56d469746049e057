package dev.coremill.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.runtime.NumericMode;
import dev.coremill.api.runtime.RuntimeOptions;
import dev.coremill.api.runtime.ValueObserver;
import dev.coremill.core.mlpackage.Model;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.sample.BoundSamples;
import dev.coremill.core.sample.DataArgument;
import dev.coremill.core.sample.DataSet;
import dev.coremill.core.sample.Numbers;
import dev.coremill.core.sample.NumpyFiles;
import dev.coremill.core.sample.PictureFitting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples run side by side where they do not depend on each other, and come out in order. */
class SampleRunTest {
  private static final byte[] ROWS =
      NumpyFiles.floats("(4, 1, 3)", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
  private static final Model PLAIN =
      Models.single("plain", "x", "y", Models.binary("add", "y", "x", "x"));
  private static final Model SUM =
      Models.single(
          "sum",
          "x",
          "y",
          Models.operation("accumulate", "y", Map.of("x", "x", "state", "memory")));

  @TempDir Path folder;

  @Test
  void resultsComeInTheOrderOfTheSamplesForAnyNumberOfThreads() {
    for (int threads : new int[] {1, 2, 3, 9}) {
      assertThat(firsts(PLAIN, threads, 0)).containsExactly(2.0, 8.0, 14.0, 20.0);
    }
  }

  @Test
  void severalSamplesRunAtTheSameTime() {
    CyclicBarrier both = new CyclicBarrier(2);
    try (RunnableModel model = open(PLAIN, 2)) {
      Set<Thread> threads = ConcurrentHashMap.newKeySet();
      new SampleRun(List.of(model), samples(model), 2, 0)
          .run(
              (_, _) -> {
                threads.add(Thread.currentThread());
                meet(both);
                return 0;
              },
              (_, _, _) -> {},
              SampleProgress.SILENT);
      assertThat(threads).hasSize(2).doesNotContain(Thread.currentThread());
    }
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      int _ = barrier.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException alone) {
      throw new AssertionError(alone);
    }
  }

  @Test
  void samplesOfASequenceWaitForEachOther() {
    assertThat(firsts(SUM, 4, 0)).containsExactly(1.0, 5.0, 12.0, 22.0);
    assertThat(firsts(SUM, 4, 2)).containsExactly(1.0, 5.0, 7.0, 17.0);
  }

  @Test
  void aFailureEndsTheRunAfterTheSamplesBeforeIt() {
    List<Long> received = new ArrayList<>();
    try (RunnableModel model = open(PLAIN, 3)) {
      SampleRun run = new SampleRun(List.of(model), samples(model), 0, 0);
      assertThatThrownBy(() ->
              run.run(
                  (index, _) -> {
                    if (index == 1) {
                      throw new IllegalStateException("the second is bad");
                    }
                    return index;
                  },
                  (index, _, _) -> received.add(index),
                  SampleProgress.SILENT))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the second is bad");
    }
    assertThat(received).containsExactly(0L);
  }

  @Test
  void aSampleThatCannotBeReadIsToldAfterTheSamplesBeforeItForAnyNumberOfThreads()
      throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("rows.jsonl"), "[[1, 2, 3]]\n[[1, 2, 3]]\n[[1, 2, 3]]\nno JSON\n");
    for (int threads : List.of(1, 3)) {
      List<Long> received = new ArrayList<>();
      try (RunnableModel model = open(PLAIN, threads);
          DataSet data =
              DataSet.open(List.of(new DataArgument(file, "", Optional.empty())), List.of())) {
        BoundSamples samples = BoundSamples.bind(data, model.face().inputs(), PictureFitting.NONE);
        SampleRun run = new SampleRun(List.of(model), samples, 0, 0);

        assertThatThrownBy(() ->
                run.run(
                    (index, _) -> index,
                    (index, _, _) -> received.add(index),
                    SampleProgress.SILENT))
            .isInstanceOf(ProblemException.class)
            .hasMessageContaining("line 4");
      }
      assertThat(received).as("%s threads", threads).containsExactly(0L, 1L, 2L);
    }
  }

  private List<Double> firsts(Model model, int threads, long sequence) {
    List<Double> firsts = new ArrayList<>();
    try (RunnableModel running = open(model, threads)) {
      BoundSamples samples = samples(running);
      new SampleRun(List.of(running), samples, 0, sequence)
          .run(
              (index, sample) ->
                  Objects.requireNonNull(
                      running.predict("data", index, sample.inputs(), ValueObserver.NONE).get("y")),
              (index, _, y) -> {
                assertThat(index).isEqualTo(firsts.size());
                firsts.add(Numbers.all(Rows.tensor(y))[0]);
              },
              SampleProgress.SILENT);
    }
    return firsts;
  }

  private BoundSamples samples(RunnableModel model) {
    return Models.samples(folder, model.face(), Map.of("x", ROWS));
  }

  private static RunnableModel open(Model model, int threads) {
    return RunnableModel.open(
        model.name(),
        model,
        Optional.empty(),
        new PlainRuntime(),
        new RuntimeOptions(NumericMode.FLOAT32, threads),
        false);
  }
}
