package dev.coremill.distribution;

import dev.coremill.api.program.Value;
import dev.coremill.api.runtime.NumericMode;
import dev.coremill.api.runtime.ProgramRuntime;
import dev.coremill.api.runtime.RuntimeOptions;
import dev.coremill.api.runtime.ValueObserver;
import dev.coremill.core.evaluate.OverflowAudit;
import dev.coremill.core.evaluate.PredictionFile;
import dev.coremill.core.evaluate.PredictionSummary;
import dev.coremill.core.evaluate.RunnableModel;
import dev.coremill.core.evaluate.SampleProgress;
import dev.coremill.core.evaluate.SampleRun;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.plugin.Plugins;
import dev.coremill.core.report.JsonDocument;
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
  /** Samples that are shown on a terminal. */
  private static final int SHOWN = 16;

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
    try (Printer printer =
            CommonOptions.isSet(options, "--json")
                ? new JsonPrinter(terminal, model, samples)
                : new TextPrinter(terminal);
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

  private interface Printer extends AutoCloseable {
    void predicted(long index, long count, Map<String, Value> outputs);

    void written(Path output);

    void audited(OverflowAudit.Findings findings);

    @Override
    void close();
  }

  private record TextPrinter(Terminal terminal) implements Printer {
    @Override
    public void predicted(long index, long count, Map<String, Value> outputs) {
      if (index < SHOWN) {
        StringBuilder text = new StringBuilder();
        outputs.forEach((name, value) ->
            text.append(index)
                .append("  ")
                .append(name)
                .append("  ")
                .append(PredictionSummary.text(value))
                .append('\n'));
        terminal.print(text.toString());
      } else if (index == SHOWN) {
        terminal.print("... and " + (count - SHOWN) + " more samples (--output keeps all)\n");
      }
    }

    @Override
    public void written(Path output) {
      terminal.print("written to " + output + "\n");
    }

    @Override
    public void audited(OverflowAudit.Findings findings) {
      StringBuilder text = new StringBuilder("audit: ");
      if (findings.first().isEmpty()) {
        text.append("no overflow and no NaN in ").append(findings.samples()).append(" samples");
      } else {
        text.append(findings.first().get().text());
        text.append(" (").append(findings.faulty()).append(" of ");
        text.append(findings.samples()).append(" samples are at fault)");
      }
      text.append('\n');
      for (OverflowAudit.Fault fault : findings.others()) {
        text.append("audit: ").append(fault.text()).append('\n');
      }
      if (!findings.peakOperation().isEmpty()) {
        text.append("audit: ").append(findings.peakText()).append('\n');
      }
      terminal.print(text.toString());
    }

    @Override
    public void close() {}
  }

  private static final class JsonPrinter implements Printer {
    private final JsonDocument json;
    private boolean listed = true;

    JsonPrinter(Terminal terminal, RunnableModel model, BoundSamples samples) {
      json = new JsonDocument(terminal.document());
      json.text("format", "coremill-prediction").number("version", 1);
      json.text("model", model.place()).text("function", model.face().function());
      json.text("data", samples.place()).text("runtime", model.runtime().name());
      json.list("samples");
    }

    @Override
    public void predicted(long index, long count, Map<String, Value> outputs) {
      json.object().number("sample", index).object("outputs");
      outputs.forEach((name, value) -> PredictionSummary.json(json, name, value));
      json.endObject().endObject();
    }

    private void endList() {
      if (listed) {
        listed = false;
        json.endList();
      }
    }

    @Override
    public void written(Path output) {
      endList();
      json.text("output", output.toString());
    }

    @Override
    public void audited(OverflowAudit.Findings findings) {
      endList();
      json.object("audit").number("samples", findings.samples());
      json.number("faulty_samples", findings.faulty());
      json.number("peak", findings.peak()).text("peak_operation", findings.peakOperation());
      json.list("faults");
      findings.first().ifPresent(this::fault);
      findings.others().forEach(this::fault);
      json.endList().endObject();
    }

    private void fault(OverflowAudit.Fault fault) {
      json.object().number("sample", fault.sample()).text("operation", fault.operation());
      json.text("operation_type", fault.type()).text("output", fault.output());
      json.text("kind", fault.what()).object("inputs");
      fault.inputs().forEach((name, largest) -> json.number(name, largest.doubleValue()));
      json.endObject().endObject();
    }

    @Override
    public void close() {
      endList();
      json.close();
    }
  }
}
