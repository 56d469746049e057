package dev.coremill.core.inspect;

import dev.coremill.api.program.NamedType;
import dev.coremill.core.constant.ConstantUse;
import dev.coremill.core.inspect.Inspection.ConstantSummary;
import dev.coremill.core.inspect.Inspection.FunctionSummary;
import dev.coremill.core.mlpackage.Feature;
import dev.coremill.core.mlpackage.FunctionInterface;
import dev.coremill.core.mlpackage.Model;
import dev.coremill.core.report.EncodingJson;
import dev.coremill.core.report.JsonDocument;
import java.io.Writer;
import java.util.List;
import java.util.Map;

/**
 * An inspection as JSON. Names are stable: a later version adds members and changes none. Sizes are
 * in bytes; {@code encoding} and {@code values} are missing where they are not known.
 */
public final class InspectionJson {
  private InspectionJson() {}

  /** Writes the document and closes the writer. */
  public static void write(Inspection inspection, Writer writer) {
    try (JsonDocument json = new JsonDocument(writer)) {
      json.text("format", "coremill-inspection").number("version", 1);
      json.text("path", inspection.path()).number("bytes", inspection.bytes());
      json.number("constant_bytes", inspection.constantBytes());
      json.object("model");
      model(json, inspection.model());
      json.endObject();
      json.list("functions");
      for (FunctionSummary function : inspection.functions()) {
        function(json, function);
      }
      json.endList();
    }
  }

  private static void model(JsonDocument json, Model model) {
    json.text("path", model.path()).text("name", model.name()).text("kind", model.kind());
    json.number("specification_version", model.specificationVersion());
    features(json, "inputs", model.inputs());
    features(json, "outputs", model.outputs());
    features(json, "states", model.states());
    json.list("functions");
    for (FunctionInterface function : model.functions()) {
      json.object().text("name", function.name());
      features(json, "inputs", function.inputs());
      features(json, "outputs", function.outputs());
      features(json, "states", function.states());
      json.endObject();
    }
    json.endList();
    json.text("short_description", model.shortDescription());
    json.object("metadata");
    for (Map.Entry<String, String> entry : model.userDefined().entrySet()) {
      json.text(entry.getKey(), entry.getValue());
    }
    json.endObject();
    json.list("parts");
    for (Model part : model.parts()) {
      json.object();
      model(json, part);
      json.endObject();
    }
    json.endList();
  }

  private static void features(JsonDocument json, String name, List<Feature> features) {
    json.list(name);
    for (Feature feature : features) {
      json.object().text("name", feature.name()).text("type", FeatureText.of(feature)).endObject();
    }
    json.endList();
  }

  private static void function(JsonDocument json, FunctionSummary function) {
    json.object().text("name", function.name()).text("opset", function.opset());
    json.list("inputs");
    for (NamedType input : function.inputs()) {
      json.object().text("name", input.name()).text("type", input.type().toString()).endObject();
    }
    json.endList();
    json.texts("outputs", function.outputs());
    json.object("operations");
    for (Map.Entry<String, Integer> entry : function.operations().entrySet()) {
      json.number(entry.getKey(), entry.getValue().longValue());
    }
    json.endObject();
    json.list("constants");
    for (ConstantSummary constant : function.constants()) {
      constant(json, constant);
    }
    json.endList().endObject();
  }

  private static void constant(JsonDocument json, ConstantSummary constant) {
    json.object().text("name", constant.name()).text("operation", constant.operation());
    json.text("operation_type", constant.operationType());
    json.text("type", constant.type().toString());
    json.flag("weight", constant.isWeight());
    json.number("elements", constant.elements()).number("stored_bytes", constant.storedBytes());
    if (constant.encoding().isPresent()) {
      EncodingJson.write(json, "encoding", constant.encoding().get());
    } else {
      json.text("not_compressible", constant.unliftable());
    }
    if (constant.values().isPresent()) {
      ValueFacts values = constant.values().get();
      json.object("values").number("unique", (long) values.uniqueValues());
      json.flag("unique_is_exact", values.uniqueValues() < ValueFacts.COUNTED);
      json.number("sparsity", values.sparsity());
      json.number("minimum", (double) values.minimum());
      json.number("maximum", (double) values.maximum());
      json.number("not_finite", values.notFinite()).endObject();
    }
    json.list("uses");
    for (ConstantUse use : constant.uses()) {
      json.object().text("operation", use.operation());
      json.text("operation_type", use.operationType()).text("argument", use.argument());
      json.endObject();
    }
    json.endList().endObject();
  }
}
