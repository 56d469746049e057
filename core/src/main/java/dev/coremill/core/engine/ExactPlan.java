package dev.coremill.core.engine;

import dev.coremill.api.algorithm.PlanContext;
import dev.coremill.api.algorithm.WeightPlan;
import dev.coremill.api.weight.Encoding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes plans exact whose sizes depend on values, such as how many elements pruning keeps: the
 * first algorithms of a weight are run where that goes at the speed of memory, and the others plan
 * for what comes out. What takes longer stays an estimate.
 */
final class ExactPlan implements AutoCloseable {
  private final PlanContext context;
  private final MemoryPool pool;
  private final WeightRunner runner;

  /**
   * @param options memory that may be used
   * @param spillFolder where temporary files go
   */
  ExactPlan(RunOptions options, PlanContext context, Path spillFolder) {
    this.context = context;
    this.pool = new MemoryPool(options.maximumMemory());
    this.runner =
        new WeightRunner(
            _ -> Optional.empty(),
            context,
            options.maximumMemory(),
            pool,
            spillFolder,
            new AtomicBoolean());
  }

  /** The same plans, as exact as can be. */
  List<PlannedWeight> of(List<PlannedWeight> weights) {
    List<PlannedWeight> exact = new ArrayList<>();
    for (PlannedWeight planned : weights) {
      exact.add(planned.exact() ? planned : of(planned));
    }
    return exact;
  }

  private PlannedWeight of(PlannedWeight planned) {
    int fast = 0;
    while (fast < planned.steps().size() && !planned.steps().get(fast).work().worthCaching()) {
      fast++;
    }
    if (fast == 0) {
      return planned;
    }
    Encoding encoding = after(planned, planned.steps().subList(0, fast));
    for (PlannedWeight.Step step : planned.steps().subList(fast, planned.steps().size())) {
      WeightPlan plan =
          Planner.ask(step.work(), planned.weight().site().withEncoding(encoding), context);
      if (!(plan instanceof WeightPlan.Rewrite rewrite) || !rewrite.exact()) {
        return planned;
      }
      encoding = rewrite.encoding();
    }
    return planned.withResult(encoding);
  }

  private Encoding after(PlannedWeight planned, List<PlannedWeight.Step> steps) {
    Weight weight = planned.weight();
    PlannedWeight first =
        new PlannedWeight(weight, steps, planned.after(), false, planned.outcomes());
    try (WeightResult result = runner.run(first, Checkpoints.none())) {
      return result
          .expression()
          .map(expression -> expression.encoding())
          .orElse(weight.site().encoding());
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
