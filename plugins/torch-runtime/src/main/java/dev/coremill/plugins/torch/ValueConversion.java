package dev.coremill.plugins.torch;

import dev.coremill.api.program.Dimension;
import dev.coremill.api.program.Value;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.runtime.NumericMode;
import dev.coremill.api.runtime.UnsupportedProgramException;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.plugins.torch.operator.RuntimeValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Between the values of programs and those that operators compute with. */
final class ValueConversion {
  private ValueConversion() {}

  /** A value as operators take it; tensors belong to the innermost pointer scope. */
  static RuntimeValue toRuntime(Value value) {
    return switch (value) {
      case Value.OfTensor tensor ->
          new RuntimeValue.OfTensor(
              TensorConversion.toTorch(tensor.tensor()), tensor.tensor().type());
      case Value.OfStrings strings ->
          new RuntimeValue.OfStrings(sizes(strings.type()), strings.strings());
      case Value.OfList list -> RuntimeValue.OfList.of(all(list.values()));
      case Value.OfTuple tuple -> RuntimeValue.OfList.of(all(tuple.values()));
      case Value.OfDictionary _ ->
          throw new UnsupportedProgramException("a dictionary is no argument of an operation");
      case Value.Opaque opaque ->
          throw new UnsupportedProgramException(
              "a value of " + opaque.type() + " in a form that is not known");
    };
  }

  private static List<RuntimeValue> all(List<Value> values) {
    List<RuntimeValue> converted = new ArrayList<>(values.size());
    for (Value value : values) {
      converted.add(toRuntime(value));
    }
    return converted;
  }

  private static List<Long> sizes(ValueType.OfTensor type) {
    List<Long> sizes = new ArrayList<>();
    for (Dimension dimension : type.dimensions()) {
      sizes.add(dimension instanceof Dimension.Fixed(long size) ? size : 1L);
    }
    return sizes;
  }

  /** A copy of a value that an operator has computed. */
  static Value fromRuntime(RuntimeValue value, NumericMode mode) {
    return switch (value) {
      case RuntimeValue.OfTensor tensor ->
          Value.OfTensor.of(
              TensorConversion.fromTorch(tensor.tensor(), seenType(tensor.type(), mode)));
      case RuntimeValue.OfStrings strings -> strings(strings);
      case RuntimeValue.OfList list -> {
        List<Value> converted = new ArrayList<>(list.size());
        for (RuntimeValue element : list.values()) {
          converted.add(fromRuntime(element, mode));
        }
        ValueType element = converted.isEmpty() ? text() : converted.getFirst().type();
        yield new Value.OfList(
            new ValueType.OfList(element, new Dimension.Fixed(converted.size())), converted);
      }
      case RuntimeValue.OfDictionary(Map<Object, Double> entries) -> dictionary(entries);
      case RuntimeValue.OfState(var cell) -> fromRuntime(cell.content(), mode);
    };
  }

  private static DataType seenType(DataType type, NumericMode mode) {
    return type == DataType.FLOAT16 && mode == NumericMode.FLOAT32 ? DataType.FLOAT32 : type;
  }

  private static ValueType.OfTensor text() {
    return ValueType.OfTensor.of(DataType.STRING, Shape.scalar());
  }

  private static Value strings(RuntimeValue.OfStrings strings) {
    long[] sizes = strings.shape().stream().mapToLong(Long::longValue).toArray();
    return new Value.OfStrings(
        ValueType.OfTensor.of(DataType.STRING, Shape.of(sizes)), strings.strings());
  }

  private static Value dictionary(Map<Object, Double> entries) {
    List<Value.Entry> converted = new ArrayList<>(entries.size());
    boolean integers = false;
    for (Map.Entry<Object, Double> entry : entries.entrySet()) {
      integers = entry.getKey() instanceof Long;
      Value key =
          entry.getKey() instanceof Long number
              ? integer(number)
              : new Value.OfStrings(text(), List.of(String.valueOf(entry.getKey())));
      Tensor number = Tensor.ofFloats(Shape.scalar(), entry.getValue().floatValue());
      converted.add(new Value.Entry(key, Value.OfTensor.of(number)));
    }
    ValueType key = integers ? ValueType.OfTensor.of(DataType.INT64, Shape.scalar()) : text();
    return new Value.OfDictionary(
        new ValueType.OfDictionary(key, ValueType.OfTensor.of(DataType.FLOAT32, Shape.scalar())),
        converted);
  }

  private static Value integer(long number) {
    byte[] bytes = new byte[Long.BYTES];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (number >> 8 * i);
    }
    return Value.OfTensor.of(
        Tensor.of(DataType.INT64, Shape.scalar(), java.lang.foreign.MemorySegment.ofArray(bytes)));
  }
}
