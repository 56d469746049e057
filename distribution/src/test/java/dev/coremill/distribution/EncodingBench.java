package dev.coremill.distribution;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Program;
import dev.coremill.api.program.UnknownFields;
import dev.coremill.api.program.Value;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.ExpressionValues;
import dev.coremill.api.weight.WeightExpression;
import dev.coremill.core.constant.ConstantGraph;
import dev.coremill.core.constant.LiftedConstant;
import dev.coremill.core.engine.Engine;
import dev.coremill.core.engine.Progress;
import dev.coremill.core.engine.RunOptions;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.mlpackage.PackageWriter;
import dev.coremill.core.mlpackage.ProgramPart;
import dev.coremill.core.mlpackage.ValueMapper;
import dev.coremill.core.pipeline.Pipeline;
import dev.coremill.core.pipeline.PipelineReader;
import dev.coremill.core.plugin.ExtensionMaker;
import dev.coremill.core.plugin.PluginCalls;
import dev.coremill.core.plugin.Plugins;
import dev.coremill.core.report.PipelineReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Runs the shipped plugins of the assembled folder in this process, over packages that it makes.
 */
final class EncodingBench {
  static final Path CNN = Path.of("examples", "digits-cnn.mlpackage").toAbsolutePath();

  static final Plugins PLUGINS =
      Plugins.load(
          List.of(assembled("plugins"), assembled("hardware-targets")),
          new ExtensionMaker(),
          new PluginCalls(Duration.ZERO));

  private final Path folder;

  private static Path assembled(String name) {
    return Path.of(System.getProperty("coremill.folder"), name);
  }

  EncodingBench(Path folder) {
    this.folder = folder;
  }

  /** Runs a pipeline; the rest of the file is YAML, beginning with {@code stages}. */
  PipelineReport run(Path model, String output, String yaml) {
    return new Engine(PLUGINS)
        .run(
            pipeline(model, output, yaml),
            new RunOptions(2, 1 << 26),
            Progress.SILENT,
            Optional.empty());
  }

  /** Plans the same. */
  PipelineReport plan(Path model, String output, String yaml) {
    return new Engine(PLUGINS).plan(pipeline(model, output, yaml));
  }

  private Pipeline pipeline(Path model, String output, String yaml) {
    try {
      Path file = folder.resolve("pipeline.yaml");
      Files.writeString(
          file, "coremill: 1\nmodel: " + model + "\noutput: " + output + "\n" + yaml + "\n");
      return PipelineReader.read(file, PLUGINS);
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** A weight of a package. */
  record Constant(String name, String use, Tensor tensor) {
    float[] values() {
      return Elements.floats(tensor);
    }
  }

  /** Writes a package of operations that each use a weight. */
  Path write(String name, List<Constant> weights) {
    List<Operation> operations = new ArrayList<>();
    operations.add(half("image"));
    String last = "image_half";
    for (Constant weight : weights) {
      operations.add(constant(weight));
      Map<String, String> arguments =
          weight.use.equals("linear") || weight.use.equals("conv")
              ? Map.of("x", last, "weight", weight.name)
              : Map.of("x", last, "y", weight.name);
      last = weight.name + "_use";
      operations.add(operation(weight.use, last, arguments));
    }
    operations.add(operation("identity", "logits", Map.of("x", last)));
    return writeProgram(name, operations);
  }

  /** Writes a package for iOS 16 of these operations, which make {@code logits}. */
  Path writeProgram(String name, List<Operation> operations) {
    Path output = folder.resolve(name);
    try (ModelPackage source = ModelPackage.open(CNN);
        PackageWriter writer = PackageWriter.create(source, output)) {
      ProgramPart part = source.programs().getFirst();
      Function function = Objects.requireNonNull(part.program().functions().get("main"));
      Block body =
          new Block(List.of(), List.of("logits"), operations, Map.of(), UnknownFields.NONE);
      Program made =
          part.program()
              .withFunctions(
                  Map.of("main", function.withSpecializations("CoreML6", Map.of("CoreML6", body))));
      Program stored =
          ValueMapper.map(
              made,
              value ->
                  value instanceof Value.OfTensor tensor
                          && tensor.storage() instanceof Value.Storage.Undecided
                      ? writer.store(part, tensor)
                      : writer.keep(part, value));
      writer.replace(part, stored, part.specificationVersion());
      writer.commit();
    }
    return output;
  }

  static Operation constant(Constant weight) {
    return new Operation(
        "const",
        Map.of(),
        List.of(
            new NamedType(
                weight.name, ValueType.OfTensor.of(weight.tensor.type(), weight.tensor.shape()))),
        List.of(),
        Map.of("name", text(weight.name), "val", Value.OfTensor.of(weight.tensor)),
        UnknownFields.NONE);
  }

  static Operation operation(String type, String name, Map<String, String> arguments) {
    Map<String, List<Binding>> inputs = new LinkedHashMap<>();
    arguments.forEach(
        (argument, value) -> inputs.put(argument, List.of(new Binding.Reference(value))));
    return new Operation(
        type,
        inputs,
        List.of(new NamedType(name, ValueType.OfTensor.of(DataType.FLOAT16, Shape.of(1, 64)))),
        List.of(),
        Map.of("name", text(name)),
        UnknownFields.NONE);
  }

  /** A cast to float16, which is the type of the weights. */
  static Operation half(String x) {
    return withText(operation("cast", x + "_half", Map.of("x", x)), "dtype", "fp16");
  }

  /** The same operation with one more argument, a string. */
  static Operation withText(Operation operation, String argument, String text) {
    Map<String, List<Binding>> inputs = new LinkedHashMap<>(operation.inputs());
    inputs.put(argument, List.of(new Binding.Literal(text(text))));
    return new Operation(
        operation.type(),
        inputs,
        operation.outputs(),
        List.of(),
        operation.attributes(),
        operation.unknownFields());
  }

  private static Value text(String text) {
    return new Value.OfStrings(
        ValueType.OfTensor.of(DataType.STRING, Shape.scalar()), List.of(text));
  }

  /** The values of constants, by name. */
  record Values(Map<String, float[]> byName) {
    float[] of(String name) {
      return Objects.requireNonNull(byName.get(name), name);
    }
  }

  /** The values of every float constant of a package, by name, as an independent reading. */
  static Values values(Path model) {
    Map<String, float[]> values = new LinkedHashMap<>();
    try (ModelPackage opened = ModelPackage.open(model)) {
      for (ProgramPart part : opened.programs()) {
        Function main = Objects.requireNonNull(part.program().functions().get("main"));
        for (LiftedConstant constant :
            ConstantGraph.of("main", main.body().orElseThrow()).constants()) {
          if (constant.expression().isPresent()
              && constant.expression().get().encoding().type().isFloat()) {
            values.put(constant.name(), read(constant.expression().get()));
          }
        }
      }
    }
    return new Values(values);
  }

  private static float[] read(WeightExpression expression) {
    ExpressionValues reader = ExpressionValues.of(expression);
    float[] values = new float[Math.toIntExact(reader.shape().elementCount())];
    reader.read(0, values.length, values, 0);
    return values;
  }
}
