package dev.coremill.distribution;

import dev.coremill.core.report.PipelineReport;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Makes every compressed constant of a package dense again. */
final class DecompressCommand implements Command {
  @Override
  public void define(CommandSpec specification) {
    CommonOptions.path(specification, 0, "IN", "The compressed package.");
    CommonOptions.path(specification, 1, "OUT", "The package to write.");
    CommonOptions.defineWork(specification);
  }

  @Override
  public int run(ParseResult options, Terminal terminal) throws IOException {
    PipelineReport report =
        Services.withoutPlugins()
            .engine()
            .decompress(
                CommonOptions.path(options, 0),
                CommonOptions.path(options, 1),
                CommonOptions.work(options),
                ProgressLine.of(options, terminal));
    ReportFile.show(report, CommonOptions.isSet(options, "--json"), terminal);
    return 0;
  }
}
