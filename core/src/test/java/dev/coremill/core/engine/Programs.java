package dev.coremill.core.engine;

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
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.mlpackage.PackageWriter;
import dev.coremill.core.mlpackage.ProgramPart;
import dev.coremill.core.mlpackage.ValueMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;

/** Writes packages with small programs, of the interface that the digits network has. */
final class Programs {
  private static final String INPUT = "image";
  private static final String HALF = "image_half";
  private static final String OUTPUT = "logits";

  private Programs() {}

  /**
   * Writes a package whose program is these operations, and one that makes the output of the last
   * one's. What they take from {@code image} is its values as float16.
   */
  static Path write(Path folder, List<Operation> operations) {
    Path output = folder.resolve("made.mlpackage");
    try (ModelPackage source = ModelPackage.open(Bench.CNN);
        PackageWriter writer = PackageWriter.create(source, output)) {
      ProgramPart part = source.programs().getFirst();
      Program made =
          ValueMapper.map(
              withOperations(part.program(), operations),
              value ->
                  value instanceof Value.OfTensor tensor
                          && tensor.storage() instanceof Value.Storage.Undecided
                      ? writer.store(part, tensor)
                      : writer.keep(part, value));
      writer.replace(part, made, part.specificationVersion());
      writer.commit();
    }
    return output;
  }

  private static Program withOperations(Program program, List<Operation> operations) {
    Function function = Objects.requireNonNull(program.functions().get("main"));
    List<Operation> all = new ArrayList<>(List.of(half(HALF, INPUT)));
    operations.forEach(operation -> all.add(fromHalf(operation)));
    all.add(operation("identity", OUTPUT, Map.of("x", operations.getLast().name())));
    Block body = new Block(List.of(), List.of(OUTPUT), all, Map.of(), UnknownFields.NONE);
    return program.withFunctions(
        Map.of("main", function.withSpecializations("CoreML6", Map.of("CoreML6", body))));
  }

  /** The same operation, reading the image as float16. */
  private static Operation fromHalf(Operation operation) {
    Map<String, List<Binding>> inputs = new LinkedHashMap<>();
    operation
        .inputs()
        .forEach((argument, bindings) ->
            inputs.put(argument, bindings.stream().map(Programs::fromHalf).toList()));
    List<Block> blocks =
        operation.blocks().stream()
            .map(block ->
                block.withOperations(block.operations().stream().map(Programs::fromHalf).toList()))
            .toList();
    return new Operation(
        operation.type(),
        inputs,
        operation.outputs(),
        blocks,
        operation.attributes(),
        operation.unknownFields());
  }

  private static Binding fromHalf(Binding binding) {
    return binding.equals(new Binding.Reference(INPUT)) ? new Binding.Reference(HALF) : binding;
  }

  /** A cast to float16, which is the type of everything that these operations make. */
  static Operation half(String name, String x) {
    return withText(operation("cast", name, Map.of("x", x)), "dtype", "fp16");
  }

  /** Whether elements are not zero. */
  static Operation truth(String name, String x) {
    Operation cast = withText(operation("cast", name, Map.of("x", x)), "dtype", "bool");
    NamedType output = new NamedType(name, ValueType.OfTensor.of(DataType.BOOL, Shape.of(1, 64)));
    return new Operation(
        "cast", cast.inputs(), List.of(output), List.of(), cast.attributes(), UnknownFields.NONE);
  }

  /** The same operation with one more argument, a string. */
  static Operation withText(Operation operation, String argument, String text) {
    Map<String, List<Binding>> inputs = new LinkedHashMap<>(operation.inputs());
    inputs.put(argument, List.of(new Binding.Literal(text(text))));
    return new Operation(
        operation.type(),
        inputs,
        operation.outputs(),
        operation.blocks(),
        operation.attributes(),
        operation.unknownFields());
  }

  /** A float16 constant whose values are a function of their index. */
  static Operation constant(String name, Shape shape, IntToDoubleFunction values) {
    float[] elements = new float[Math.toIntExact(shape.elementCount())];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (float) values.applyAsDouble(i);
    }
    return new Operation(
        "const",
        Map.of(),
        List.of(new NamedType(name, ValueType.OfTensor.of(DataType.FLOAT16, shape))),
        List.of(),
        Map.of(
            "name",
            text(name),
            "val",
            Value.OfTensor.of(Tensor.ofFloats(DataType.FLOAT16, shape, elements))),
        UnknownFields.NONE);
  }

  /** An operation of one output, named like that, whose arguments are other outputs. */
  static Operation operation(
      String type, String name, Map<String, String> arguments, Block... blocks) {
    Map<String, List<Binding>> inputs = new LinkedHashMap<>();
    arguments.forEach(
        (argument, value) -> inputs.put(argument, List.of(new Binding.Reference(value))));
    return new Operation(
        type,
        inputs,
        List.of(new NamedType(name, ValueType.OfTensor.of(DataType.FLOAT16, Shape.of(1, 64)))),
        List.of(blocks),
        Map.of("name", text(name)),
        UnknownFields.NONE);
  }

  static Operation linear(String name, String x, String weight) {
    return operation("linear", name, Map.of("x", x, "weight", weight));
  }

  static Block block(String output, Operation... operations) {
    return new Block(List.of(), List.of(output), List.of(operations), Map.of(), UnknownFields.NONE);
  }

  private static Value text(String text) {
    return new Value.OfStrings(
        ValueType.OfTensor.of(DataType.STRING, Shape.scalar()), List.of(text));
  }
}
