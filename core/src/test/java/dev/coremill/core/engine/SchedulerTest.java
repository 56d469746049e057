package dev.coremill.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.algorithm.ChannelAxes;
import dev.coremill.api.algorithm.IndivisiblePolicy;
import dev.coremill.api.algorithm.Outcome;
import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.api.algorithm.WeightUse;
import dev.coremill.api.program.Opset;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.report.StageOutcome;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulerTest {
  private static final long BUDGET = 4096;
  private static final ChannelAxes AXES = new ChannelAxes(0, 1, true);

  @TempDir Path folder;

  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final MemoryPool pool = new MemoryPool(BUDGET);

  @AfterEach
  void freeMemory() {
    pool.close();
  }

  /** A weight of so many bytes, which goes through one piece of work. */
  private static PlannedWeight weight(int number, int bytes, TestAlgorithm.Work work) {
    Shape shape = Shape.of(1, bytes / 4);
    WeightExpression value =
        new WeightExpression.Dense(Tensor.ofFloats(shape, new float[bytes / 4]));
    List<WeightUse> uses = List.of(new WeightUse("main", "op", "linear", "weight", AXES));
    WeightSite site =
        new WeightSite("weight_" + number, value.encoding(), uses, AXES, Opset.CORE_ML_8);
    WeightWork step =
        WeightWork.OfAlgorithm.of(
            TestAlgorithm.doing(work), new TestAlgorithm.Configuration("int8"));
    return new PlannedWeight(
        new Weight(site, value, List.of()),
        List.of(new PlannedWeight.Step(0, "test", step)),
        value.encoding(),
        true,
        List.of(new StageOutcome("test", StageOutcome.Status.COMPRESSED, "", List.of())));
  }

  private Scheduler scheduler(List<PlannedWeight> weights, int threads) {
    WeightRunner runner =
        new WeightRunner(
            _ -> Optional.empty(), () -> IndivisiblePolicy.ERROR, BUDGET, pool, folder, cancelled);
    return new Scheduler(runner, weights, threads, BUDGET, cancelled, Checkpoints.none());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void neverMoreIsInFlightThanTheBudgetAndOneWeight(int threads) {
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    AtomicLong inFlight = new AtomicLong();
    AtomicLong peak = new AtomicLong();
    List<PlannedWeight> weights = new ArrayList<>();
    long largest = 0;
    for (int i = 0; i < 200; i++) {
      // One in twenty is larger than the whole budget.
      int bytes = 4 * (i % 20 == 7 ? 1500 : random.nextInt(1, 300));
      largest = Math.max(largest, bytes);
      weights.add(
          weight(
              i,
              bytes,
              (site, weight, _, _) -> {
                long now = inFlight.addAndGet(site.encoding().storedBytes());
                peak.accumulateAndGet(now, Math::max);
                return new Outcome.Rewritten(weight);
              }));
    }

    try (Scheduler scheduler = scheduler(weights, threads)) {
      for (int i = 0; i < weights.size(); i++) {
        scheduler.take(i).close();
        inFlight.addAndGet(-weights.get(i).weight().storedBytes());
        scheduler.release(i);
      }
    }

    assertThat(inFlight).hasValue(0);
    assertThat(peak.get()).isBetween(largest, BUDGET + largest);
  }

  @Test
  void closingWaitsForWorkersAndFreesWhatNobodyTook() {
    List<WeightMemoryUse> made = new ArrayList<>();
    List<PlannedWeight> weights = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      weights.add(
          weight(
              i,
              64,
              (_, weight, _, context) -> {
                synchronized (made) {
                  made.add(new WeightMemoryUse(context.memory().allocate(64, 64)));
                }
                return new Outcome.Rewritten(weight);
              }));
    }

    Scheduler scheduler = scheduler(weights, 2);
    scheduler.take(0).close();
    scheduler.close();
    pool.close(); // frees what was given back to it

    assertThat(cancelled).isTrue();
    assertThat(made).isNotEmpty().noneMatch(WeightMemoryUse::isAlive);
  }

  private record WeightMemoryUse(MemorySegment segment) {
    boolean isAlive() {
      return segment.scope().isAlive();
    }
  }

  @Test
  void aFailureComesOutWhereItsWeightIsTaken() {
    List<PlannedWeight> weights =
        List.of(
            weight(0, 64, (_, weight, _, _) -> new Outcome.Rewritten(weight)),
            weight(
                1,
                64,
                (_, _, _, _) -> {
                  throw new IllegalStateException("broken");
                }));

    try (Scheduler scheduler = scheduler(weights, 2)) {
      scheduler.take(0).close();
      scheduler.release(0);

      assertThatThrownBy(() -> scheduler.take(1))
          .isInstanceOf(ProblemException.class)
          .hasMessageStartingWith("weight_1: test failed on this weight");
    }
  }
}
