package dev.coremill.distribution;

import dev.coremill.api.runtime.NumericMode;
import dev.coremill.api.runtime.ProgramRuntime;
import dev.coremill.api.runtime.RuntimeOptions;
import dev.coremill.core.evaluate.ComparisonText;
import dev.coremill.core.evaluate.ModelComparer;
import dev.coremill.core.evaluate.ModelComparison;
import dev.coremill.core.evaluate.RunnableModel;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.plugin.Plugins;
import dev.coremill.core.sample.BoundSamples;
import dev.coremill.core.sample.DataSet;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Runs two models on the same samples and shows how far their values are apart. */
final class CompareCommand implements Command {
  @Override
  public void define(CommandSpec specification) {
    CommonOptions.path(specification, 0, "A", "The package that is taken as right.");
    CommonOptions.path(specification, 1, "B", "The package that is compared with it.");
    SampleOptions.define(specification);
    CommonOptions.flag(
        specification,
        "--intermediate",
        "Compare the values of operations of the same name too: where does the error begin?");
    CommonOptions.text(
        specification,
        "--max-memory",
        "SIZE",
        "Memory for the intermediate values of a sample, such as 512m; a quarter of the machine's"
            + " if not given.");
  }

  @Override
  public int run(ParseResult options, Terminal terminal) {
    Plugins plugins = Services.load(options).plugins();
    RuntimeOptions how = SampleOptions.runtimeOptions(options, NumericMode.FLOAT32);
    long bytes = CommonOptions.memory(options);
    boolean watched = CommonOptions.isSet(options, "--intermediate");
    ModelComparison comparison;
    try (ModelPackage first = ModelPackage.open(CommonOptions.path(options, 0));
        ModelPackage second = ModelPackage.open(CommonOptions.path(options, 1))) {
      ProgramRuntime runtime = SampleOptions.runtime(options, plugins);
      try (DataSet data = SampleOptions.data(options, plugins);
          RunnableModel one = SampleOptions.model(first, runtime, how, data, watched, options);
          RunnableModel two = SampleOptions.model(second, runtime, how, data, watched, options)) {
        BoundSamples samples = SampleOptions.bound(data, one.face(), options);
        comparison =
            new ModelComparer(one, two, samples, watched, bytes)
                .compare(
                    SampleOptions.number(options, "--samples"),
                    SampleOptions.number(options, "--sequence"),
                    SampleOptions.progress(options, terminal));
      }
    }
    if (CommonOptions.isSet(options, "--json")) {
      ComparisonText.json(comparison, terminal.document());
    } else {
      terminal.print(ComparisonText.of(comparison));
    }
    return 0;
  }
}
