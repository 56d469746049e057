package dev.coremill.distribution;

import dev.coremill.api.program.Value;
import dev.coremill.core.evaluate.OverflowAudit;
import dev.coremill.core.evaluate.PredictionSummary;
import dev.coremill.core.evaluate.RunnableModel;
import dev.coremill.core.report.JsonDocument;
import dev.coremill.core.sample.BoundSamples;
import java.nio.file.Path;
import java.util.Map;

/** Predictions as one JSON document, written while they are made. */
final class PredictionJson implements PredictionPrinter {
  private final JsonDocument json;
  private boolean listed = true;
  private boolean complete;

  PredictionJson(Terminal terminal, RunnableModel model, BoundSamples samples) {
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
  public void finish() {
    complete = true;
  }

  @Override
  public void close() {
    endList();
    json.flag("complete", complete);
    json.close();
  }
}
