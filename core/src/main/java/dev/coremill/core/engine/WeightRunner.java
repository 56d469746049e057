package dev.coremill.core.engine;

import dev.coremill.api.algorithm.IndivisiblePolicy;
import dev.coremill.api.algorithm.Outcome;
import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;
import dev.coremill.api.weight.WeightExpression;
import dev.coremill.core.constant.Lowering;
import dev.coremill.core.constant.Obstacle;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.report.StageOutcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Takes one weight through its steps. Any number of threads may do so at the same time, each with
 * another weight.
 */
final class WeightRunner {
  private final IndivisiblePolicy onIndivisible;
  private final long memoryPerWeight;
  private final MemoryPool pool;
  private final Path spillFolder;
  private final AtomicBoolean cancelled;

  WeightRunner(
      IndivisiblePolicy onIndivisible,
      long memoryPerWeight,
      MemoryPool pool,
      Path spillFolder,
      AtomicBoolean cancelled) {
    this.onIndivisible = onIndivisible;
    this.memoryPerWeight = memoryPerWeight;
    this.pool = pool;
    this.spillFolder = spillFolder;
    this.cancelled = cancelled;
  }

  /**
   * Runs the steps that are planned for a weight.
   *
   * @throws ProblemException if one fails, or returns something that cannot stand for the weight
   */
  WeightResult run(PlannedWeight planned) {
    WeightMemory memory = new WeightMemory(memoryPerWeight, pool, spillFolder);
    try {
      return run(planned, memory);
    } catch (Throwable failure) {
      memory.close();
      throw failure;
    }
  }

  private WeightResult run(PlannedWeight planned, WeightMemory memory) {
    Weight weight = planned.weight();
    List<StageOutcome> outcomes = new ArrayList<>(planned.outcomes());
    long bad = ErrorMeter.firstNonFinite(weight.expression());
    if (bad >= 0) {
      for (PlannedWeight.Step step : planned.steps()) {
        outcomes.set(
            step.outcome(),
            new StageOutcome(
                step.stage(),
                StageOutcome.Status.SKIPPED,
                "it holds a NaN or an infinity (element " + bad + ")",
                List.of()));
      }
      return new WeightResult(Optional.empty(), outcomes, Optional.empty(), memory);
    }
    WeightContext context = new WeightContext(onIndivisible, memory, cancelled);
    WeightExpression current = weight.expression();
    WeightSite site = weight.site();
    boolean rewritten = false;
    for (PlannedWeight.Step step : planned.steps()) {
      context.checkCancelled();
      Outcome outcome = apply(step, site, current, context);
      StageOutcome plannedOutcome = outcomes.get(step.outcome());
      List<String> remarks = new ArrayList<>(plannedOutcome.remarks());
      remarks.addAll(context.takeRemarks());
      switch (outcome) {
        case Outcome.Rewritten result -> {
          rewritten = true;
          current = result.expression();
          site = site.withEncoding(checked(step, weight, current));
          outcomes.set(
              step.outcome(),
              new StageOutcome(step.stage(), StageOutcome.Status.COMPRESSED, "", remarks));
        }
        case Outcome.Skipped skipped ->
            outcomes.set(
                step.outcome(),
                new StageOutcome(
                    step.stage(), StageOutcome.Status.SKIPPED, skipped.reason(), remarks));
      }
    }
    if (!rewritten) {
      return new WeightResult(Optional.empty(), outcomes, Optional.empty(), memory);
    }
    requireHeld(weight, site.encoding());
    ErrorMeter.Measured measured = measure(planned, current);
    return new WeightResult(Optional.of(current), outcomes, Optional.of(measured), memory);
  }

  private static Outcome apply(
      PlannedWeight.Step step, WeightSite site, WeightExpression weight, WeightContext context) {
    try {
      return step.work().apply(site, weight, context);
    } catch (ProblemException | CancellationException known) {
      throw known;
    } catch (IllegalArgumentException refused) {
      throw new ProblemException(
          Problem.failed(
              site.name(),
              step.work().name() + " refuses this weight: " + refused.getMessage(),
              "change its configuration, or exclude the weight"),
          refused);
    } catch (RuntimeException | LinkageError | OutOfMemoryError | StackOverflowError defect) {
      throw new ProblemException(
          Problem.failed(
              site.name(),
              step.work().name() + " failed on this weight: " + defect,
              "exclude the weight, or report the defect to the plugin's provider"),
          defect);
    }
  }

  /**
   * The encoding of what an algorithm returned, after checking that it can stand for the weight.
   */
  private static Encoding checked(
      PlannedWeight.Step step, Weight weight, WeightExpression expression) {
    Encoding encoding = expression.encoding();
    Encoding original = weight.site().encoding();
    try {
      encoding.validate();
    } catch (IllegalArgumentException misfit) {
      throw new ProblemException(
          Problem.failed(
              weight.name(),
              step.work().name() + " returned parts that do not fit: " + misfit.getMessage(),
              "report the defect to the plugin's provider"),
          misfit);
    }
    Shape shape = encoding.shape();
    if (encoding.type() != original.type() || !shape.equals(original.shape())) {
      throw new ProblemException(
          Problem.failed(
              weight.name(),
              step.work().name()
                  + " returned "
                  + encoding.type().text()
                  + shape
                  + " for a weight of "
                  + original.type().text()
                  + original.shape(),
              "report the defect to the plugin's provider"));
    }
    return encoding;
  }

  private static void requireHeld(Weight weight, Encoding encoding) {
    Optional<Obstacle> obstacle = Lowering.obstacle(encoding, weight.site().opset());
    if (obstacle.isPresent()) {
      throw new ProblemException(
          Legality.problem(weight.name(), weight.site().opset(), obstacle.get()));
    }
  }

  private static ErrorMeter.Measured measure(PlannedWeight planned, WeightExpression result) {
    Weight weight = planned.weight();
    try {
      ErrorMeter.Measured measured = ErrorMeter.measure(weight.expression(), result);
      if (!Double.isFinite(measured.squaredError())) {
        throw new ProblemException(
            Problem.failed(
                weight.name(),
                planned.steps().getLast().work().name() + " made values that are not finite",
                "exclude the weight, or report the defect to the plugin's provider"));
      }
      return measured;
    } catch (IllegalArgumentException misfit) {
      throw new ProblemException(
          Problem.failed(
              weight.name(),
              planned.steps().getLast().work().name()
                  + " returned parts that do not fit: "
                  + misfit.getMessage(),
              "report the defect to the plugin's provider"),
          misfit);
    }
  }
}
