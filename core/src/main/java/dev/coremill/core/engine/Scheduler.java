package dev.coremill.core.engine;

import dev.coremill.core.thread.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Works on weights ahead of the writer: in the order of the program, as many at a time as there are
 * threads, and only as many as the memory budget holds. A weight is always admitted when nothing
 * else is in flight, so one that is larger than the budget cannot block a run.
 */
final class Scheduler implements AutoCloseable {
  /** Finished results that may wait for the writer, for each thread. */
  private static final int AHEAD = 4;

  private final WeightRunner runner;
  private final Checkpoints checkpoints;
  private final List<PlannedWeight> weights;
  private final ExecutorService executor;
  private final int window;
  private final long budget;
  private final AtomicBoolean cancelled;
  private final List<Future<WeightResult>> admitted = new ArrayList<>();
  private long inFlight;
  private int released;

  Scheduler(
      WeightRunner runner,
      List<PlannedWeight> weights,
      int threads,
      long budget,
      AtomicBoolean cancelled,
      Checkpoints checkpoints) {
    this.runner = runner;
    this.checkpoints = checkpoints;
    this.weights = weights;
    this.window = threads * AHEAD;
    this.budget = budget;
    this.cancelled = cancelled;
    this.executor = Workers.start(threads, "coremill-worker");
    admit(-1);
  }

  /**
   * The result of a weight, when it is there. The caller closes it, and then calls {@link
   * #release}.
   *
   * @param index the number of the weight in the list
   */
  WeightResult take(int index) {
    admit(index);
    return Workers.result(admitted.get(index));
  }

  /** Gives the share of a taken weight back to the budget. */
  void release(int index) {
    inFlight -= weights.get(index).resultBytes();
    released++;
    admit(-1);
  }

  /**
   * Admits what fits, and everything up to one that is needed now.
   *
   * @param needed a number that must be admitted; -1 for none
   */
  private void admit(int needed) {
    while (admitted.size() < weights.size()) {
      PlannedWeight next = weights.get(admitted.size());
      boolean fits = inFlight == 0 || inFlight + next.resultBytes() <= budget;
      boolean ahead = admitted.size() - released < window;
      if (admitted.size() > needed && !(fits && ahead)) {
        return;
      }
      inFlight += next.resultBytes();
      admitted.add(executor.submit(() -> runner.run(next, checkpoints)));
    }
  }

  /** Stops what is still being worked on, and frees results that nobody took. */
  @Override
  public void close() {
    cancelled.set(true);
    Workers.stop(executor);
    for (int index = released; index < admitted.size(); index++) {
      Future<WeightResult> future = admitted.get(index);
      if (future.state() == Future.State.SUCCESS) {
        future.resultNow().close();
      }
    }
  }
}
