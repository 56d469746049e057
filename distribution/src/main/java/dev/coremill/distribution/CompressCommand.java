package dev.coremill.distribution;

import dev.coremill.core.pipeline.Pipeline;
import dev.coremill.core.pipeline.PipelineArguments;
import dev.coremill.core.pipeline.PipelineReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Compresses a package as the arguments say: a pipeline without a file. */
final class CompressCommand implements Command {
  private final List<String> uses = new ArrayList<>();
  private final List<String> settings = new ArrayList<>();

  @Override
  public void define(CommandSpec specification) {
    CommonOptions.path(specification, 0, "IN", "The package to compress.");
    CommonOptions.path(specification, 1, "OUT", "The package to write.");
    specification.addOption(
        OptionSpec.builder("--use")
            .paramLabel("NAME")
            .type(String.class)
            .required(true)
            .parameterConsumer((values, _, _) -> uses.add(values.pop()))
            .description("An algorithm, such as quantize; may be repeated, and they run in order.")
            .build());
    specification.addOption(
        OptionSpec.builder("--set")
            .paramLabel("KEY=VALUE")
            .type(String.class)
            .parameterConsumer((values, _, _) -> set(values.pop()))
            .description("A parameter of the algorithm named last; may be repeated.")
            .build());
    CommonOptions.texts(
        specification, "--minimum-os", "OS", "The oldest system to run on, such as iOS18.");
    CommonOptions.texts(specification, "--target", "ID", "A device to judge the result for.");
    CommonOptions.text(
        specification,
        "--compute-units",
        "UNITS",
        "all, cpu_only, cpu_and_gpu or cpu_and_neural_engine.");
    CommonOptions.text(
        specification,
        "--on-indivisible",
        "POLICY",
        "Where a group or block size does not divide a dimension: error, skip or nearest.");
    CommonOptions.flag(specification, "--plan", "Say what would be done, without doing it.");
    CommonOptions.text(
        specification,
        "--bits-per-weight",
        "BITS",
        "A budget for the last algorithm: stored bits for each element; it chooses for each"
            + " weight.");
    CommonOptions.text(specification, "--max-bytes", "BYTES", "The same budget in bytes.");
    CommonOptions.defineReport(specification);
    BudgetOptions.define(specification);
    FailOn.define(specification);
    CommonOptions.defineWork(specification);
    CommonOptions.defineCache(specification);
    CommonOptions.definePlugins(specification);
  }

  /** A setting belongs to the algorithm before it; without one the reader finds who knows it. */
  private void set(String setting) {
    int equals = setting.indexOf('=');
    boolean named = equals > 0 && setting.substring(0, equals).indexOf('.') >= 0;
    boolean owned = !named && equals > 0 && !uses.isEmpty();
    settings.add(owned ? uses.getLast() + "." + setting : setting);
  }

  @Override
  public int run(ParseResult options, Terminal terminal) throws IOException {
    PipelineArguments arguments =
        new PipelineArguments(
            CommonOptions.path(options, 0).toString(),
            CommonOptions.path(options, 1).toString(),
            uses,
            settings,
            options.matchedOptionValue("--minimum-os", List.of()),
            Optional.ofNullable(options.matchedOptionValue("--compute-units", (String) null)),
            options.matchedOptionValue("--target", List.of()),
            Optional.ofNullable(options.matchedOptionValue("--on-indivisible", (String) null)),
            Optional.empty(),
            Optional.ofNullable(options.matchedOptionValue("--bits-per-weight", (String) null)),
            Optional.ofNullable(options.matchedOptionValue("--max-bytes", (String) null)));
    Services services = Services.load(options);
    Pipeline pipeline = PipelineReader.fromArguments(arguments, services.plugins());
    boolean planOnly = CommonOptions.isSet(options, "--plan");
    RunCommand.execute(pipeline, services.engine(), planOnly, options, terminal);
    return 0;
  }
}
