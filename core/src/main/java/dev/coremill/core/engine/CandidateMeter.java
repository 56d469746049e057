package dev.coremill.core.engine;

import dev.coremill.api.algorithm.PlanContext;
import dev.coremill.api.weight.Encoding;
import dev.coremill.core.budget.Option;
import dev.coremill.core.constant.Lowering;
import dev.coremill.core.plugin.PluginCall;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.thread.Workers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Measures the bytes and the error of everything that may be done to weights, several weights at a
 * time. Of a result only these two numbers are kept. An algorithm that forecasts its errors is
 * asked; else the weight is compressed and compared.
 */
final class CandidateMeter {
  private final RunOptions options;
  private final Function<PlannedWeight, Optional<Problem>> legality;
  private final PlanContext context;
  private final Path spillFolder;
  private final Progress progress;
  private final MemoryPool pool;
  private final AtomicBoolean cancelled = new AtomicBoolean();

  /**
   * @param options threads and memory
   * @param legality what stands against a result that was planned otherwise
   * @param context what the pipeline says to algorithms
   * @param spillFolder where temporary files go
   * @param progress is told of each weight that is measured
   */
  CandidateMeter(
      RunOptions options,
      Function<PlannedWeight, Optional<Problem>> legality,
      PlanContext context,
      Path spillFolder,
      Progress progress) {
    this.options = options;
    this.legality = legality;
    this.context = context;
    this.spillFolder = spillFolder;
    this.progress = progress;
    this.pool = new MemoryPool(options.maximumMemory());
  }

  /** The options of each weight, in the order of its ways. */
  List<List<Option>> measure(List<BudgetedWeight> weights) {
    long bytes = 0;
    for (BudgetedWeight weight : weights) {
      bytes += weight.weight().storedBytes();
    }
    progress.started(weights.size(), bytes);
    ExecutorService executor = Workers.start(options.threads(), "coremill-budget");
    try {
      List<Future<List<Option>>> running = new ArrayList<>();
      for (BudgetedWeight weight : weights) {
        running.add(executor.submit(() -> measure(weight)));
      }
      List<List<Option>> measured = new ArrayList<>();
      for (int i = 0; i < weights.size(); i++) {
        measured.add(Workers.result(running.get(i)));
        progress.finished(weights.get(i).name(), weights.get(i).weight().storedBytes());
      }
      return measured;
    } finally {
      cancelled.set(true);
      Workers.stop(executor);
      pool.close();
      progress.ended();
    }
  }

  private List<Option> measure(BudgetedWeight weight) {
    List<BudgetedWeight.Way> ways = weight.ways();
    boolean finite = ErrorMeter.firstNonFinite(weight.weight().expression()) < 0;
    List<OptionalDouble> forecasts = finite ? forecasts(weight) : List.of();
    Option first = option(ways.getFirst().planned());
    List<Option> found = new ArrayList<>(List.of(first));
    for (int i = 1; i < ways.size(); i++) {
      PlannedWeight planned = ways.get(i).planned();
      boolean known = planned.exact() && !forecasts.isEmpty() && forecasts.get(i - 1).isPresent();
      if (!finite) {
        // A weight that holds a NaN stays as it is, whatever is planned for it.
        found.add(first);
      } else if (known) {
        found.add(
            new Option(storedBytes(planned, planned.after()), forecasts.get(i - 1).getAsDouble()));
      } else {
        found.add(option(planned));
      }
    }
    return found;
  }

  /** What the algorithm forecasts for all ways but the first; empty where it does not. */
  private List<OptionalDouble> forecasts(BudgetedWeight weight) {
    List<BudgetedWeight.Way> ways = weight.ways();
    List<Record> configurations = new ArrayList<>();
    for (BudgetedWeight.Way way : ways.subList(1, ways.size())) {
      if (way.planned().steps().size() != 1) {
        return List.of();
      }
      if (way.planned().steps().getFirst().work() instanceof WeightWork.OfAlgorithm<?> work) {
        configurations.add(work.configuration());
      }
    }
    if (configurations.isEmpty()
        || !(ways.getLast().planned().steps().getFirst().work()
            instanceof WeightWork.OfAlgorithm<?> work)) {
      return List.of();
    }
    Weight original = weight.weight();
    String where = "";
    try (WeightMemory memory = memory();
        PluginCall call = PluginCall.enter(work.algorithm(), original.name(), "squaredErrors")) {
      where = call.words();
      WeightContext context = new WeightContext(this.context, memory, cancelled);
      context.checkCancelled();
      return work.forecast(original.site(), original.expression(), configurations, context);
    } catch (ProblemException | CancellationException known) {
      throw known;
    } catch (RuntimeException | Error defect) {
      throw new ProblemException(
          Problem.failed(
              original.name(),
              work.name() + " failed while it forecast the error of this weight: " + defect + where,
              "exclude the weight, or report the defect to the plugin's provider"),
          defect);
    }
  }

  /** Bytes of an encoding as the opset stores it. */
  private static long storedBytes(PlannedWeight planned, Encoding encoding) {
    return Lowering.stored(encoding, planned.weight().site().opset()).storedBytes();
  }

  private WeightMemory memory() {
    return new WeightMemory(options.maximumMemory() / options.threads(), pool, spillFolder);
  }

  /** Runs the steps, and keeps the numbers. */
  private Option option(PlannedWeight planned) {
    if (planned.steps().isEmpty()) {
      return new Option(planned.after().storedBytes(), 0);
    }
    WeightRunner runner =
        new WeightRunner(
            legality,
            context,
            options.maximumMemory() / options.threads(),
            pool,
            spillFolder,
            cancelled);
    try (WeightResult result = runner.run(planned, Checkpoints.none())) {
      return new Option(
          result
              .expression()
              .map(expression -> storedBytes(planned, expression.encoding()))
              .orElse(planned.weight().storedBytes()),
          result.measured().map(ErrorMeter.Measured::squaredError).orElse(0.0));
    }
  }
}
