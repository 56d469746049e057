package dev.coremill.core.evaluate;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Program;
import dev.coremill.api.program.UnknownFields;
import dev.coremill.api.program.Value;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.runtime.NumericMode;
import dev.coremill.api.runtime.RuntimeOptions;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.core.mlpackage.Feature;
import dev.coremill.core.mlpackage.FeatureType;
import dev.coremill.core.mlpackage.Model;
import dev.coremill.core.sample.BoundSamples;
import dev.coremill.core.sample.DataArgument;
import dev.coremill.core.sample.DataSet;
import dev.coremill.core.sample.Numbers;
import dev.coremill.core.sample.NumpyFiles;
import dev.coremill.core.sample.PictureFitting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Small models whose results are known, on rows of three floats. */
final class Models {
  /** The labels of the classifiers. */
  static final List<String> LABELS = List.of("cat", "dog", "7");

  private static final Shape ROW = Shape.of(1, 3);

  private Models() {}

  static RunnableModel open(Model model) {
    return open(model, NumericMode.FLOAT32);
  }

  static RunnableModel open(Model model, NumericMode mode) {
    return open(model, Optional.empty(), mode);
  }

  static RunnableModel open(Model model, Optional<String> function, NumericMode mode) {
    return RunnableModel.open(
        model.name(), model, function, new PlainRuntime(), new RuntimeOptions(mode, 1), false);
  }

  /** Samples of an archive, bound to a model. The archive stays open as long as the process. */
  static BoundSamples samples(Path folder, ModelInterface face, Map<String, byte[]> arrays) {
    Path file = NumpyFiles.archive(folder.resolve("data.npz"), arrays);
    DataSet data =
        DataSet.open(List.of(DataArgument.parse(file.toString(), Path.of(""))), List.of());
    return BoundSamples.bind(data, face.inputs(), PictureFitting.NONE);
  }

  static Operation constant(String name, double... values) {
    return operation(
        "const",
        name,
        DataType.FLOAT16,
        Map.of(),
        Map.of(
            "val",
            Value.OfTensor.of(
                Numbers.tensor(DataType.FLOAT16, Shape.of(1, values.length), values))));
  }

  static Operation operation(String type, String name, Map<String, String> arguments) {
    return operation(type, name, DataType.FLOAT16, arguments, Map.of());
  }

  private static Operation operation(
      String type,
      String name,
      DataType result,
      Map<String, String> arguments,
      Map<String, Value> attributes) {
    Map<String, List<Binding>> inputs = new LinkedHashMap<>();
    arguments.forEach(
        (argument, value) -> inputs.put(argument, List.of(new Binding.Reference(value))));
    return new Operation(
        type,
        inputs,
        List.of(new NamedType(name, ValueType.OfTensor.of(result, ROW))),
        List.of(),
        attributes,
        UnknownFields.NONE);
  }

  static Operation binary(String type, String name, String x, String y) {
    Map<String, String> arguments = new LinkedHashMap<>();
    arguments.put("x", x);
    arguments.put("y", y);
    return operation(type, name, arguments);
  }

  static Operation classify(String scores) {
    ValueType.OfTensor text = ValueType.OfTensor.of(DataType.STRING, Shape.scalar());
    ValueType.OfTensor number = ValueType.OfTensor.of(DataType.FLOAT64, Shape.scalar());
    return new Operation(
        "classify",
        Map.of("probabilities", List.of(new Binding.Reference(scores))),
        List.of(
            new NamedType("classLabel", text),
            new NamedType("classLabel_probs", new ValueType.OfDictionary(text, number))),
        List.of(),
        Map.of(),
        UnknownFields.NONE);
  }

  static Function function(String input, List<String> outputs, Operation... operations) {
    return function(input, DataType.FLOAT32, outputs, operations);
  }

  static Function function(
      String input, DataType entering, List<String> outputs, Operation... operations) {
    List<NamedType> inputs = new ArrayList<>();
    inputs.add(new NamedType(input, ValueType.OfTensor.of(entering, ROW)));
    for (Operation operation : operations) {
      if (operation.type().equals("accumulate")) {
        inputs.add(
            new NamedType(
                "memory", new ValueType.OfState(ValueType.OfTensor.of(DataType.FLOAT16, ROW))));
      }
    }
    Block body = new Block(List.of(), outputs, List.of(operations), Map.of(), UnknownFields.NONE);
    return new Function(inputs, "CoreML8", Map.of("CoreML8", body), Map.of(), UnknownFields.NONE);
  }

  static Model program(String name, List<String> outputs, Map<String, Function> functions) {
    Program program = new Program(1, functions, "", Map.of(), UnknownFields.NONE);
    return model(name, "mlProgram", List.of(), Optional.of(program), outputs);
  }

  static Model single(String name, String input, String output, Operation... operations) {
    return program(
        name, List.of(output), Map.of("main", function(input, List.of(output), operations)));
  }

  static Model pipeline(List<String> outputs, Model... parts) {
    return model("pipeline", "pipeline", List.of(parts), Optional.empty(), outputs);
  }

  private static Model model(
      String name,
      String kind,
      List<Model> parts,
      Optional<Program> program,
      List<String> outputs) {
    List<Feature> features = new ArrayList<>();
    for (String output : outputs) {
      features.add(new Feature(output, "", FeatureType.Simple.UNKNOWN, false));
    }
    boolean classifier = outputs.contains("classLabel");
    return new Model(
        "",
        name,
        9,
        kind,
        parts,
        program,
        List.of(),
        features,
        List.of(),
        List.of(),
        "",
        classifier ? "classLabel" : "",
        classifier ? "classLabel_probs" : "",
        "",
        Map.of());
  }
}
