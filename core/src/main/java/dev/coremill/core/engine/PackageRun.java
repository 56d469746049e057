package dev.coremill.core.engine;

import dev.coremill.core.cache.ResultCache;
import dev.coremill.core.constant.Lowering;
import dev.coremill.core.evaluate.EvaluationStage;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.mlpackage.PackageWriter;
import dev.coremill.core.mlpackage.WrittenPackage;
import dev.coremill.core.plugin.Apart;
import dev.coremill.core.report.Evaluation;
import dev.coremill.core.report.PipelineReport;
import dev.coremill.core.report.WeightReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One run: the work on the weights, the writing, and the report. */
final class PackageRun implements ProgramRewriter.ResultSource {
  private final ModelPackage source;
  private final PlannedRun planned;
  private final RunOptions options;
  private final Progress progress;
  private final Optional<ResultCache> cache;
  private final AlgorithmBuilds builds;
  private final List<PlannedWeight> working;
  private final List<@Nullable Finished> finished = new ArrayList<>();
  private @Nullable Scheduler scheduler;
  private Checkpoints checkpoints = Checkpoints.none();

  /** What is kept of a result after it has been written. */
  private record Finished(WeightReport report, double squaredError) {}

  /**
   * @param cache keeps results from run to run; empty to keep nothing
   * @param builds where algorithms come from
   */
  PackageRun(
      ModelPackage source,
      PlannedRun planned,
      RunOptions options,
      Progress progress,
      Optional<ResultCache> cache,
      AlgorithmBuilds builds) {
    this.cache = cache;
    this.builds = builds;
    this.source = source;
    this.planned = planned;
    this.options = options;
    this.progress = progress;
    this.working = planned.weights().stream().filter(weight -> !weight.steps().isEmpty()).toList();
    working.forEach(_ -> finished.add(null));
  }

  /**
   * Writes the package and moves it into place.
   *
   * @param earlier what was measured before, for the report
   */
  PipelineReport run(List<Evaluation> earlier) {
    long start = System.nanoTime();
    try (PackageWriter writer = PackageWriter.create(source, planned.job().output())) {
      work(writer);
      List<Evaluation> evaluations = new ArrayList<>(earlier);
      WrittenPackage written =
          writer.commit(result -> {
            for (EvaluationStage evaluation : planned.job().evaluations()) {
              evaluations.add(measured(evaluation, result));
            }
          });
      return report(written, (System.nanoTime() - start) / 1e9, evaluations);
    }
  }

  /** Writes the package for a measurement alone, and leaves nothing of it. */
  Evaluation measured(EvaluationStage evaluation) {
    try (PackageWriter writer = PackageWriter.create(source, planned.job().output())) {
      work(writer);
      List<Evaluation> evaluations = new ArrayList<>();
      writer.show(result -> evaluations.add(measured(evaluation, result)));
      return evaluations.getFirst();
    }
  }

  private Evaluation measured(EvaluationStage evaluation, Path result) {
    return Apart.run(
        evaluation.name(),
        () -> evaluation.run(source, result, planned.job().output(), options.threads()));
  }

  private void work(PackageWriter writer) {
    AtomicBoolean cancelled = new AtomicBoolean();
    Path output = planned.job().output().toAbsolutePath();
    try (MemoryPool pool = new MemoryPool(options.maximumMemory())) {
      WeightRunner runner =
          new WeightRunner(
              weight -> planned.legality().problem(weight, planned.job().deployment()),
              planned.job().context(),
              options.maximumMemory() / options.threads(),
              pool,
              output.getParent() == null ? output : output.getParent(),
              cancelled);
      long bytes = 0;
      for (PlannedWeight weight : working) {
        bytes += weight.weight().storedBytes();
      }
      checkpoints =
          new Checkpoints(
              cache,
              builds,
              planned.job().context().onIndivisible(),
              bytes >= ResultCache.LARGE_RUN);
      progress.started(working.size(), bytes);
      try (Scheduler opened =
          new Scheduler(
              runner,
              working,
              options.threads(),
              options.maximumMemory(),
              cancelled,
              checkpoints)) {
        scheduler = opened;
        write(writer);
      } finally {
        progress.ended();
        checkpoints.end();
      }
    }
  }

  private void write(PackageWriter writer) {
    Set<WorkingProgram> touched = Collections.newSetFromMap(new IdentityHashMap<>());
    for (PlannedWeight weight : working) {
      touched.add(weight.weight().occurrences().getFirst().program());
    }
    for (WorkingProgram program : planned.programs()) {
      if (touched.contains(program) || program.changed()) {
        ProgramRewriter rewriter = new ProgramRewriter(program, working, writer, this);
        writer.replace(
            program.source(), rewriter.rewrite(), program.opset().specificationVersion());
      }
    }
  }

  @Override
  public WeightResult take(int index) {
    return scheduler().take(index);
  }

  @Override
  public void written(int index, WeightResult result) {
    PlannedWeight weight = working.get(index);
    Weight original = weight.weight();
    finished.set(
        index,
        new Finished(
            new WeightReport(
                original.name(),
                original.site().uses(),
                original.site().encoding().type(),
                original.site().encoding().shape(),
                original.site().encoding(),
                result
                    .expression()
                    .map(expression ->
                        Lowering.stored(expression.encoding(), original.site().opset()))
                    .orElse(original.site().encoding()),
                result.outcomes(),
                result.measured().map(ErrorMeter.Measured::error)),
            result.measured().map(ErrorMeter.Measured::squaredError).orElse(0.0)));
    scheduler().release(index);
    progress.finished(original.name(), original.storedBytes());
  }

  private Scheduler scheduler() {
    if (scheduler == null) {
      throw new IllegalStateException("nothing is running");
    }
    return scheduler;
  }

  private PipelineReport report(
      WrittenPackage written, double seconds, List<Evaluation> evaluations) {
    List<WeightReport> reports = new ArrayList<>();
    long elements = 0;
    long before = 0;
    long after = 0;
    double squaredError = 0;
    int next = 0;
    for (WeightReport plannedReport : planned.report().weights()) {
      WeightReport report = plannedReport;
      if (next < working.size() && working.get(next).weight().name().equals(report.name())) {
        Finished done = finished.get(next++);
        if (done != null) {
          report = done.report();
          squaredError += done.squaredError();
        }
      }
      reports.add(report);
      elements += report.shape().elementCount();
      before += report.before().storedBytes();
      after += report.after().storedBytes();
    }
    PipelineReport.Totals totals =
        new PipelineReport.Totals(
            elements,
            before,
            after,
            source.size(),
            Optional.of(written.packageBytes()),
            Optional.of(elements == 0 ? 0 : squaredError / elements),
            Optional.of(seconds));
    List<String> notes = new ArrayList<>(planned.notes());
    notes.addAll(checkpoints.notes(working.size()));
    return planned.report(true, reports, totals, notes, evaluations);
  }
}
