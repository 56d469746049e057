package dev.coremill.core.constant;

import dev.coremill.api.program.Binding;
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

/** Makes operations as the converter writes them: each has its name as an attribute. */
final class Operations {
  private Operations() {}

  static Operation withAttributes(
      String type, String name, Map<String, Value> parameters, NamedType output) {
    Map<String, Value> attributes = new LinkedHashMap<>(parameters);
    attributes.put("name", text(name));
    return new Operation(
        type, Map.of(), List.of(output), List.of(), attributes, UnknownFields.NONE);
  }

  static Operation withInputs(
      String type, String name, Map<String, Binding> parameters, List<NamedType> outputs) {
    Map<String, List<Binding>> inputs = new LinkedHashMap<>();
    parameters.forEach((parameter, binding) -> inputs.put(parameter, List.of(binding)));
    return new Operation(
        type, inputs, outputs, List.of(), Map.of("name", text(name)), UnknownFields.NONE);
  }

  static NamedType output(String name, DataType type, Shape shape) {
    return new NamedType(name, ValueType.OfTensor.of(type, shape));
  }

  static Binding literal(Tensor tensor) {
    return new Binding.Literal(Value.OfTensor.of(tensor));
  }

  static Value text(String text) {
    return new Value.OfStrings(
        ValueType.OfTensor.of(DataType.STRING, Shape.scalar()), List.of(text));
  }

  static Value integer(int value) {
    return Value.OfTensor.of(Tensor.ofIntegers(DataType.INT32, Shape.scalar(), value));
  }

  static Value shape(Shape shape) {
    int[] sizes = new int[shape.rank()];
    for (int axis = 0; axis < sizes.length; axis++) {
      sizes[axis] = Math.toIntExact(shape.dimension(axis));
    }
    return Value.OfTensor.of(Tensor.ofIntegers(DataType.UINT32, Shape.of(sizes.length), sizes));
  }
}
