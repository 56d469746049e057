package dev.coremill.distribution;

import dev.coremill.api.target.Severity;
import dev.coremill.core.cache.ResultCache;
import dev.coremill.core.engine.Engine;
import dev.coremill.core.engine.Progress;
import dev.coremill.core.pipeline.Pipeline;
import dev.coremill.core.pipeline.PipelineReader;
import dev.coremill.core.report.PipelineReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Runs a pipeline file, or plans what it would do. */
final class RunCommand implements Command {
  private final boolean planOnly;

  RunCommand(boolean planOnly) {
    this.planOnly = planOnly;
  }

  @Override
  public void define(CommandSpec specification) {
    CommonOptions.path(specification, 0, "PIPELINE", "The pipeline file (YAML).");
    CommonOptions.defineReport(specification);
    BudgetOptions.define(specification);
    FailOn.define(specification);
    CommonOptions.defineWork(specification);
    CommonOptions.defineCache(specification);
    CommonOptions.definePlugins(specification);
  }

  @Override
  public int run(ParseResult options, Terminal terminal) throws IOException {
    Path file = CommonOptions.path(options, 0);
    Services services = Services.load(options);
    Pipeline pipeline = PipelineReader.read(file, services.plugins());
    execute(pipeline, services.engine(), planOnly, options, terminal);
    return 0;
  }

  /** Runs or plans a pipeline and shows the report. */
  static void execute(
      Pipeline pipeline, Engine engine, boolean planOnly, ParseResult options, Terminal terminal)
      throws IOException {
    Optional<Path> file =
        Optional.ofNullable(options.matchedOptionValue("--report", (Path) null))
            .or(pipeline::report);
    ReportFile.check(file, pipeline);
    Optional<ResultCache> cache = planOnly ? Optional.empty() : CacheFolder.cache(options);
    Progress progress = ProgressLine.of(options, terminal);
    Optional<Severity> failOn = FailOn.of(options);
    Pipeline explicit = BudgetOptions.resolve(pipeline, engine, progress, options);
    if (failOn.isPresent()) {
      FailOn.requireNone(failOn.get(), engine.verdicts(explicit));
    }
    PipelineReport report =
        planOnly
            ? engine.plan(explicit)
            : engine.run(explicit, CommonOptions.work(options), progress, cache);
    ReportFile.write(file, report);
    ReportFile.show(report, CommonOptions.isSet(options, "--json"), terminal);
  }
}
