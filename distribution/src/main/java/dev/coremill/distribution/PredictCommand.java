package dev.coremill.distribution;

import dev.coremill.api.program.Value;
import dev.coremill.api.runtime.NumericMode;
import dev.coremill.api.runtime.ProgramRuntime;
import dev.coremill.api.runtime.RuntimeOptions;
import dev.coremill.api.runtime.ValueObserver;
import dev.coremill.core.evaluate.OverflowAudit;
import dev.coremill.core.evaluate.PredictionFile;
import dev.coremill.core.evaluate.RunnableModel;
import dev.coremill.core.evaluate.SampleProgress;
import dev.coremill.core.evaluate.SampleRun;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.plugin.Plugins;
import dev.coremill.core.sample.BoundSamples;
import dev.coremill.core.sample.DataSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Runs a model on samples and shows or keeps what comes out. */
final class PredictCommand implements Command {
  @Override
  public void define(CommandSpec specification) {
    CommonOptions.path(specification, 0, "PKG", "The package to run.");
    SampleOptions.define(specification);
    specification.addOption(
        OptionSpec.builder("--output")
            .paramLabel("FILE")
            .type(Path.class)
            .description("Write the outputs as arrays out.NAME to an npz file.")
            .build());
    CommonOptions.flag(
        specification,
        "--audit",
        "Watch every value for overflow and NaN, in float16 unless --numeric says otherwise; exit"
            + " code 1 if there is one.");
  }

  @Override
  public int run(ParseResult options, Terminal terminal) {
    boolean audited = CommonOptions.isSet(options, "--audit");
    Plugins plugins = Services.load(options).plugins();
    RuntimeOptions how =
        SampleOptions.runtimeOptions(options, audited ? NumericMode.FLOAT16 : NumericMode.FLOAT32);
    try (ModelPackage source = ModelPackage.open(CommonOptions.path(options, 0))) {
      ProgramRuntime runtime = SampleOptions.runtime(options, plugins);
      try (DataSet data = SampleOptions.data(options, plugins);
          RunnableModel model = SampleOptions.model(source, runtime, how, data, audited, options)) {
        BoundSamples samples = SampleOptions.bound(data, model.face(), options);
        return predict(model, samples, audited, options, terminal);
      }
    }
  }

  private static int predict(
      RunnableModel model,
      BoundSamples samples,
      boolean audited,
      ParseResult options,
      Terminal terminal) {
    long asked = SampleOptions.number(options, "--samples");
    samples.requireAtLeast(asked);
    samples.requirePicturesForArrays();
    Path output = options.matchedOptionValue("--output", (Path) null);
    @Nullable OverflowAudit audit = audited ? new OverflowAudit(model) : null;
    try (PredictionPrinter printer =
            CommonOptions.isSet(options, "--json")
                ? new PredictionJson(terminal, model, samples)
                : new PredictionText(terminal);
        Sink file = Sink.of(output, options)) {
      SampleRun run =
          new SampleRun(
              List.of(model), samples, asked, SampleOptions.number(options, "--sequence"));
      SampleRun.Receiver<Map<String, Value>> receiver =
          (index, _, outputs) -> {
            file.add(outputs);
            printer.predicted(index, run.count(), outputs);
          };
      SampleProgress progress = SampleOptions.progress(options, terminal);
      if (audit == null) {
        run.run(
            (index, sample) ->
                model.predict(samples.place(), index, sample.inputs(), ValueObserver.NONE),
            receiver,
            progress);
      } else {
        OverflowAudit watching = audit;
        run.oneByOne(
            (index, sample) -> {
              watching.begin(index, sample.inputs());
              return model.predict(samples.place(), index, sample.inputs(), watching);
            },
            receiver,
            progress);
      }
      file.finish();
      if (output != null) {
        printer.written(output);
      }
      if (audit != null) {
        printer.audited(audit.findings());
      }
      printer.finish();
    }
    return audit != null && audit.findings().first().isPresent() ? 1 : 0;
  }

  /** A file of predictions, or nothing. */
  private record Sink(@Nullable PredictionFile file) implements AutoCloseable {
    static Sink of(@Nullable Path output, ParseResult options) {
      if (output == null) {
        return new Sink(null);
      }
      List<Path> data = new ArrayList<>();
      SampleOptions.arguments(options).forEach(argument -> data.add(argument.path()));
      return new Sink(PredictionFile.create(output, CommonOptions.path(options, 0), data));
    }

    void add(Map<String, Value> outputs) {
      if (file != null) {
        file.add(outputs);
      }
    }

    void finish() {
      if (file != null) {
        file.finish();
      }
    }

    @Override
    public void close() {
      if (file != null) {
        file.close();
      }
    }
  }
}
