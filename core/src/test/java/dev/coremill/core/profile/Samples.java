package dev.coremill.core.profile;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.UnknownFields;
import dev.coremill.api.program.Value;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds small functions. */
final class Samples {
  private Samples() {}

  static Function function(List<NamedType> inputs, List<String> outputs, Operation... operations) {
    return new Function(
        inputs,
        "CoreML8",
        Map.of("CoreML8", block(List.of(), outputs, operations)),
        Map.of(),
        UnknownFields.NONE);
  }

  static Block block(List<NamedType> inputs, List<String> outputs, Operation... operations) {
    return new Block(inputs, outputs, List.of(operations), Map.of(), UnknownFields.NONE);
  }

  static NamedType float16(String name, long... dimensions) {
    return new NamedType(name, ValueType.OfTensor.of(DataType.FLOAT16, Shape.of(dimensions)));
  }

  static NamedType int32(String name, long... dimensions) {
    return new NamedType(name, ValueType.OfTensor.of(DataType.INT32, Shape.of(dimensions)));
  }

  static Operation weight(String name, long... dimensions) {
    Shape shape = Shape.of(dimensions);
    Tensor tensor =
        Tensor.ofFloats(DataType.FLOAT16, shape, new float[Math.toIntExact(shape.elementCount())]);
    return constant(name, Value.OfTensor.of(tensor));
  }

  static Operation constant(String name, int value) {
    return constant(
        name, Value.OfTensor.of(Tensor.ofIntegers(DataType.INT32, Shape.scalar(), value)));
  }

  private static Operation constant(String name, Value.OfTensor value) {
    return new Operation(
        "const",
        Map.of(),
        List.of(new NamedType(name, value.type())),
        List.of(),
        Map.of("val", value),
        UnknownFields.NONE);
  }

  /** An operation; a string that begins with an apostrophe is a literal, any other a name. */
  static Operation operation(String type, NamedType output, Object... arguments) {
    return operation(type, List.of(output), List.of(), arguments);
  }

  static Operation operation(
      String type, List<NamedType> outputs, List<Block> blocks, Object... arguments) {
    Map<String, List<Binding>> inputs = new LinkedHashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      inputs.put((String) arguments[i], bindings(arguments[i + 1]));
    }
    return new Operation(type, inputs, outputs, blocks, Map.of(), UnknownFields.NONE);
  }

  private static List<Binding> bindings(Object argument) {
    return switch (argument) {
      case List<?> several -> several.stream().flatMap(each -> bindings(each).stream()).toList();
      case Boolean flag ->
          List.of(
              new Binding.Literal(
                  Value.OfTensor.of(
                      Tensor.ofIntegers(DataType.BOOL, Shape.scalar(), flag ? 1 : 0))));
      case String text when text.startsWith("'") ->
          List.of(
              new Binding.Literal(
                  new Value.OfStrings(
                      ValueType.OfTensor.of(DataType.STRING, Shape.scalar()),
                      List.of(text.substring(1)))));
      case String name -> List.of(new Binding.Reference(name));
      default -> throw new IllegalArgumentException("no argument: " + argument);
    };
  }
}
