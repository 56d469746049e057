package dev.coremill.core.engine;

import dev.coremill.api.algorithm.Outcome;
import dev.coremill.api.algorithm.PlanContext;
import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;
import dev.coremill.api.weight.WeightExpression;
import dev.coremill.core.cache.CachedResult;
import dev.coremill.core.constant.Lowering;
import dev.coremill.core.plugin.PluginCall;
import dev.coremill.core.plugin.PluginClasses;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.report.StageOutcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Takes one weight through its steps. Any number of threads may do so at the same time, each with
 * another weight.
 */
final class WeightRunner {
  private static final String REPORT = "report the defect to the plugin's provider";

  private final Function<PlannedWeight, Optional<Problem>> legality;
  private final PlanContext context;
  private final long memoryPerWeight;
  private final MemoryPool pool;
  private final Path spillFolder;
  private final AtomicBoolean cancelled;

  /**
   * @param legality what stands against a result that was planned otherwise
   * @param context what the pipeline says to algorithms
   * @param memoryPerWeight bytes of results that may lie in memory
   * @param spillFolder where temporary files go
   * @param cancelled turns true when the run is being stopped
   */
  WeightRunner(
      Function<PlannedWeight, Optional<Problem>> legality,
      PlanContext context,
      long memoryPerWeight,
      MemoryPool pool,
      Path spillFolder,
      AtomicBoolean cancelled) {
    this.legality = legality;
    this.context = context;
    this.memoryPerWeight = memoryPerWeight;
    this.pool = pool;
    this.spillFolder = spillFolder;
    this.cancelled = cancelled;
  }

  /**
   * Runs the steps that are planned for a weight, from the last checkpoint on.
   *
   * @throws ProblemException if one fails, or returns something that cannot stand for the weight
   */
  WeightResult run(PlannedWeight planned, Checkpoints checkpoints) {
    WeightMemory memory = new WeightMemory(memoryPerWeight, pool, spillFolder);
    try {
      return run(planned, checkpoints.trail(planned), memory);
    } catch (Throwable failure) {
      memory.close();
      throw failure;
    }
  }

  private WeightResult run(PlannedWeight planned, CheckpointTrail trail, WeightMemory memory) {
    Weight weight = planned.weight();
    List<StageOutcome> outcomes = new ArrayList<>(planned.outcomes());
    CachedResult start = trail.latest(memory);
    // Only weights that were found to be finite have checkpoints.
    long bad = start != null ? -1 : ErrorMeter.firstNonFinite(weight.expression());
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
    WeightContext context = new WeightContext(this.context, memory, cancelled);
    WeightExpression current = weight.expression();
    WeightSite site = weight.site();
    boolean rewritten = false;
    List<CachedResult.Step> done = new ArrayList<>();
    if (start != null) {
      rewritten = true;
      current = start.expression();
      site = site.withEncoding(current.encoding());
      for (CachedResult.Step each : start.steps()) {
        tell(planned.steps().get(done.size()), each, outcomes);
        done.add(each);
      }
    }
    for (PlannedWeight.Step step : planned.steps().subList(done.size(), planned.steps().size())) {
      context.checkCancelled();
      Outcome outcome = apply(step, site, current, context);
      List<String> remarks = context.takeRemarks();
      switch (outcome) {
        case Outcome.Rewritten result -> {
          rewritten = true;
          current = result.expression();
          site = site.withEncoding(checked(step, weight, current));
          done.add(new CachedResult.Step(true, "", remarks));
        }
        case Outcome.Skipped skipped ->
            done.add(new CachedResult.Step(false, skipped.reason(), remarks));
      }
      tell(step, done.getLast(), outcomes);
      if (rewritten) {
        trail.reached(current, done);
      }
    }
    if (!rewritten) {
      return new WeightResult(Optional.empty(), outcomes, Optional.empty(), memory);
    }
    if (!site.encoding().equals(planned.after())) {
      requireLegal(planned, site.encoding());
    }
    if (start != null && start.steps().size() == done.size() && start.error().isPresent()) {
      CachedResult.Measured error = start.error().get();
      ErrorMeter.Measured known =
          new ErrorMeter.Measured(
              error.squaredError(), error.energy(), error.largest(), error.elements());
      return new WeightResult(Optional.of(current), outcomes, Optional.of(known), memory);
    }
    ErrorMeter.Measured measured = measure(planned, current);
    trail.finished(current, done, measured);
    return new WeightResult(Optional.of(current), outcomes, Optional.of(measured), memory);
  }

  /** Puts what a step did among the outcomes, after what was planned to be said of it. */
  private static void tell(
      PlannedWeight.Step step, CachedResult.Step did, List<StageOutcome> outcomes) {
    List<String> remarks = new ArrayList<>(outcomes.get(step.outcome()).remarks());
    remarks.addAll(did.remarks());
    outcomes.set(
        step.outcome(),
        new StageOutcome(
            step.stage(),
            did.rewritten() ? StageOutcome.Status.COMPRESSED : StageOutcome.Status.SKIPPED,
            did.reason(),
            remarks));
  }

  private Outcome apply(
      PlannedWeight.Step step, WeightSite site, WeightExpression weight, WeightContext context) {
    String where = "";
    try (PluginCall call = PluginCall.enter(step.work().extension(), site.name(), "compress")) {
      where = call.words();
      Outcome outcome =
          step.work().apply(site, weight, context.bounded(site, step.work().name(), where));
      call.requireNoThreads(step.work().name());
      if (outcome instanceof Outcome.Rewritten(WeightExpression result)) {
        Objects.requireNonNull(result, "it returned no expression");
      }
      return Objects.requireNonNull(outcome, "it returned no outcome");
    } catch (ProblemException known) {
      throw known;
    } catch (CancellationException stopped) {
      if (cancelled.get()) {
        throw stopped;
      }
      throw failed(step, site, stopped, where);
    } catch (IllegalArgumentException refused) {
      throw new ProblemException(
          Problem.failed(
              site.name(),
              step.work().name() + " refuses this weight: " + refused.getMessage() + where,
              "change its configuration, or exclude the weight"),
          refused);
    } catch (RuntimeException | Error defect) {
      throw failed(step, site, defect, where);
    }
  }

  private static ProblemException failed(
      PlannedWeight.Step step, WeightSite site, Throwable defect, String where) {
    return new ProblemException(
        Problem.failed(
            site.name(),
            step.work().name() + " failed on this weight: " + defect + where,
            "exclude the weight, or report the defect to the plugin's provider"),
        defect);
  }

  /**
   * The encoding of what an algorithm returned, after checking that it can stand for the weight.
   */
  private static Encoding checked(
      PlannedWeight.Step step, Weight weight, WeightExpression expression) {
    Encoding encoding;
    Encoding original = weight.site().encoding();
    try {
      encoding = expression.encoding();
      encoding.validate();
    } catch (RuntimeException misfit) {
      throw new ProblemException(
          Problem.failed(
              weight.name(),
              step.work().name()
                  + " returned parts that do not fit: "
                  + misfit.getMessage()
                  + in(step),
              REPORT),
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
                  + original.shape()
                  + in(step),
              REPORT));
    }
    return encoding;
  }

  /** Where a result comes from, as the end of a message. */
  private static String in(PlannedWeight.Step step) {
    String plugin = PluginClasses.pluginOf(step.work().extension());
    return plugin.isEmpty() ? "" : " (in compress of the plugin " + plugin + ")";
  }

  /**
   * The plan was checked before the work; what came otherwise is checked here. A system that is too
   * old is a problem of the target; what no system can hold is a defect of the algorithm.
   */
  private void requireLegal(PlannedWeight planned, Encoding encoding) {
    Optional<Problem> found = legality.apply(planned.withResult(encoding));
    if (found.isEmpty()) {
      return;
    }
    Problem problem = found.get();
    PlannedWeight.Step last = planned.steps().getLast();
    boolean never =
        Lowering.obstacle(encoding, planned.weight().site().opset())
            .filter(obstacle -> obstacle.firstOpset().isEmpty())
            .isPresent();
    throw new ProblemException(
        never
            ? Problem.failed(
                problem.place(),
                last.work().name()
                    + " returned what cannot be stored: "
                    + problem.message()
                    + in(last),
                REPORT)
            : new Problem(
                problem.kind(), problem.place(), problem.message() + in(last), problem.mend()));
  }

  private static ErrorMeter.Measured measure(PlannedWeight planned, WeightExpression result) {
    Weight weight = planned.weight();
    try {
      ErrorMeter.Measured measured = ErrorMeter.measure(weight.expression(), result);
      if (!Double.isFinite(measured.squaredError())) {
        throw new ProblemException(
            Problem.failed(
                weight.name(),
                planned.steps().getLast().work().name()
                    + " made values that are not finite"
                    + in(planned.steps().getLast()),
                "exclude the weight, or report the defect to the plugin's provider"));
      }
      return measured;
    } catch (ProblemException known) {
      throw known;
    } catch (RuntimeException misfit) {
      throw new ProblemException(
          Problem.failed(
              weight.name(),
              planned.steps().getLast().work().name()
                  + " returned parts that do not fit: "
                  + misfit.getMessage()
                  + in(planned.steps().getLast()),
              REPORT),
          misfit);
    }
  }
}
