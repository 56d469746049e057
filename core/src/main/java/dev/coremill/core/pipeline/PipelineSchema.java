package dev.coremill.core.pipeline;

import dev.coremill.core.config.ConfigurationType;
import dev.coremill.core.evaluate.EvaluateConfiguration;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes the JSON Schema of the pipeline file, which editors check and complete with. */
public final class PipelineSchema {
  private static final String EVALUATION = "evaluation_stage";

  private final JsonGenerator json;
  private final SchemaWriter writer;
  private final AlgorithmCatalog catalog;

  private PipelineSchema(JsonGenerator json, AlgorithmCatalog catalog) {
    this.json = json;
    this.writer = new SchemaWriter(json);
    this.catalog = catalog;
  }

  /** The schema (draft 2020-12) for pipelines that use the algorithms of a catalog. */
  public static String write(AlgorithmCatalog catalog) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      new PipelineSchema(json, catalog).writeRoot();
    }
    return text.toString();
  }

  private void writeRoot() {
    ConfigurationType root = ConfigurationType.of(PipelineSection.class);
    json.writeStartObject();
    json.writeStringProperty("$schema", "https://json-schema.org/draft/2020-12/schema");
    json.writeStringProperty("title", "Coremill pipeline");
    writer.objectKeywords(root, List.of(), SchemaWriter.Completeness.WHOLE, this::override);
    json.writeName("$defs");
    json.writeStartObject();
    writeStage();
    writeEvaluation();
    writeOptimizationConfig();
    for (String name : catalog.names()) {
      writeAlgorithm(name);
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  /** {@code stages} holds trees for the binder; the schema says what they are. */
  private boolean override(ConfigurationType.Component component) {
    if (!component.key().equals("stages")) {
      return false;
    }
    json.writeStartObject();
    writer.description(component);
    json.writeName("anyOf");
    json.writeStartArray();
    writer.reference("stage");
    writer.reference(EVALUATION);
    json.writeStartObject();
    json.writeStringProperty("type", "array");
    json.writeName("items");
    json.writeStartObject();
    json.writeName("anyOf");
    json.writeStartArray();
    writer.reference("stage");
    writer.reference(EVALUATION);
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
    return true;
  }

  /** The stage that changes nothing has a form of its own, because nothing of it is for weights. */
  private void writeEvaluation() {
    json.writeName(EVALUATION);
    json.writeStartObject();
    json.writeStringProperty("description", EvaluateConfiguration.DESCRIPTION);
    json.writeStringProperty("type", "object");
    json.writeBooleanProperty("additionalProperties", false);
    writer.required(List.of("use", "config"));
    json.writeName("properties");
    json.writeStartObject();
    json.writeName("use");
    json.writeStartObject();
    json.writeStringProperty("const", EvaluateConfiguration.NAME);
    json.writeEndObject();
    json.writeName("name");
    writer.types("string", "null");
    json.writeName("config");
    json.writeStartObject();
    writer.objectKeywords(
        ConfigurationType.of(EvaluateConfiguration.class),
        List.of(),
        SchemaWriter.Completeness.WHOLE,
        _ -> false);
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
  }

  private void writeStage() {
    json.writeName("stage");
    json.writeStartObject();
    json.writeStringProperty("type", "object");
    json.writeName("if");
    json.writeStartObject();
    writer.required(List.of("optimization_config"));
    json.writeEndObject();
    json.writeName("then");
    json.writeStartObject();
    writer.objectKeywords(
        ConfigurationType.of(PipelineSection.OptimizationStage.class),
        List.of(),
        SchemaWriter.Completeness.WHOLE,
        this::optimizationConfig);
    json.writeEndObject();
    json.writeName("else");
    json.writeStartObject();
    writer.objectKeywords(
        ConfigurationType.of(PipelineSection.AlgorithmStage.class),
        List.of(),
        SchemaWriter.Completeness.WHOLE,
        this::use);
    json.writeName("allOf");
    json.writeStartArray();
    for (String name : catalog.names()) {
      writeChoice(name);
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }

  private boolean optimizationConfig(ConfigurationType.Component component) {
    if (!component.key().equals("optimization_config")) {
      return false;
    }
    json.writeStartObject();
    writer.description(component);
    json.writeName("anyOf");
    json.writeStartArray();
    json.writeStartObject();
    json.writeStringProperty("type", "string");
    json.writeEndObject();
    writer.reference("optimization_config");
    json.writeEndArray();
    json.writeEndObject();
    return true;
  }

  private boolean use(ConfigurationType.Component component) {
    if (!component.key().equals("use")) {
      return false;
    }
    json.writeStartObject();
    writer.description(component);
    writer.values("enum", new ArrayList<>(catalog.names()));
    json.writeEndObject();
    return true;
  }

  /** With an algorithm named, its parameters are known, in the stage and in its overrides. */
  private void writeChoice(String name) {
    json.writeStartObject();
    json.writeName("if");
    json.writeStartObject();
    writer.required(List.of("use"));
    json.writeName("properties");
    json.writeStartObject();
    json.writeName("use");
    json.writeStartObject();
    json.writeStringProperty("const", name);
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
    json.writeName("then");
    json.writeStartObject();
    if (needsConfig(name)) {
      writer.required(List.of("config"));
    }
    json.writeName("properties");
    json.writeStartObject();
    json.writeName("config");
    writer.reference(name);
    if (catalog.isTransform(name)) {
      for (String key : StageReader.WEIGHT_KEYS) {
        json.writeBooleanProperty(key, false);
      }
    } else {
      writeCandidates(name);
      writeOverrides(name);
    }
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
  }

  private void writeCandidates(String name) {
    json.writeName("candidates");
    json.writeStartObject();
    json.writeName("items");
    writer.reference(name + ".override");
    json.writeEndObject();
  }

  private void writeOverrides(String name) {
    json.writeName("overrides");
    json.writeStartObject();
    json.writeName("items");
    json.writeStartObject();
    json.writeName("properties");
    json.writeStartObject();
    json.writeName("config");
    writer.reference(name + ".override");
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
  }

  private boolean needsConfig(String name) {
    Optional<Class<? extends Record>> type = catalog.configurationType(name);
    if (type.isEmpty()) {
      return false;
    }
    for (ConfigurationType.Component component : ConfigurationType.of(type.get()).components()) {
      if (component.required()) {
        return true;
      }
    }
    return false;
  }

  private void writeAlgorithm(String name) {
    Optional<Class<? extends Record>> type = catalog.configurationType(name);
    if (type.isEmpty()) {
      throw new IllegalArgumentException("the catalog names '" + name + "' and does not know it");
    }
    boolean transform = catalog.isTransform(name);
    List<ConfigurationType.Component> threshold =
        transform ? List.of() : ConfigurationType.of(PipelineSection.Threshold.class).components();
    ConfigurationType configuration = ConfigurationType.of(type.get());
    json.writeName(name);
    json.writeStartObject();
    catalog.description(name).ifPresent(text -> json.writeStringProperty("description", text));
    writer.objectKeywords(configuration, threshold, SchemaWriter.Completeness.WHOLE, _ -> false);
    json.writeEndObject();
    if (transform) {
      return;
    }
    json.writeName(name + ".override");
    json.writeStartObject();
    writer.objectKeywords(configuration, threshold, SchemaWriter.Completeness.PARTIAL, _ -> false);
    json.writeEndObject();
  }

  private void writeOptimizationConfig() {
    json.writeName("optimization_config");
    json.writeStartObject();
    json.writeStringProperty("type", "object");
    json.writeBooleanProperty("additionalProperties", false);
    writer.required(List.of("config_type"));
    json.writeName("properties");
    json.writeStartObject();
    json.writeName("config_type");
    json.writeStartObject();
    writer.values("enum", OpConfigType.names());
    json.writeEndObject();
    json.writeName("global_config");
    writer.types("object", "null");
    for (String key : List.of("op_type_configs", "op_name_configs")) {
      json.writeName(key);
      json.writeStartObject();
      json.writeName("type");
      json.writeStartArray();
      json.writeString("object");
      json.writeString("null");
      json.writeEndArray();
      json.writeName("additionalProperties");
      writer.types("object", "null");
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeEndObject();
  }
}
