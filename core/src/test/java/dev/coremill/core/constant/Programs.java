package dev.coremill.core.constant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.UnknownFields;
import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds small programs, and compares expressions by content. */
final class Programs {
  private Programs() {}

  static Block block(List<String> outputs, List<Operation> operations) {
    return new Block(List.of(), outputs, operations, Map.of(), UnknownFields.NONE);
  }

  /** The operations, and after them one {@code user} for each name. */
  static Block usedBy(List<Operation> operations, String... names) {
    List<Operation> all = new ArrayList<>(operations);
    for (String name : names) {
      all.add(user("relu", name + "_user", Map.of("x", reference(name))));
    }
    return block(List.of(), all);
  }

  static Operation user(String type, String name, Map<String, Binding> arguments) {
    return Operations.withInputs(
        type,
        name,
        arguments,
        List.of(Operations.output(name + "_out", DataType.FLOAT16, Shape.of(1))));
  }

  static Binding reference(String name) {
    return new Binding.Reference(name);
  }

  static Operation constant(String name, Tensor tensor) {
    NamedType output = Operations.output(name, tensor.type(), tensor.shape());
    return Operations.withAttributes(
        "const", name + "_op", Map.of("val", Value.OfTensor.of(tensor)), output);
  }

  /** The operation with other attributes or, where the value is null, without them. */
  static Operation withAttribute(Operation operation, String name, @Nullable Value value) {
    Map<String, Value> attributes = new LinkedHashMap<>(operation.attributes());
    if (value == null) {
      attributes.remove(name);
    } else {
      attributes.put(name, value);
    }
    return new Operation(
        operation.type(),
        operation.inputs(),
        operation.outputs(),
        operation.blocks(),
        attributes,
        operation.unknownFields());
  }

  static Operation withInput(Operation operation, String name, Binding binding) {
    Map<String, List<Binding>> inputs = new LinkedHashMap<>(operation.inputs());
    inputs.put(name, List.of(binding));
    return new Operation(
        operation.type(),
        inputs,
        operation.outputs(),
        operation.blocks(),
        operation.attributes(),
        operation.unknownFields());
  }

  static void assertSame(@Nullable WeightExpression actual, @Nullable WeightExpression expected) {
    if (actual == null || expected == null) {
      assertThat(actual).isSameAs(expected);
      return;
    }
    assertThat(actual.encoding()).isEqualTo(expected.encoding());
    switch (expected) {
      case WeightExpression.Dense dense ->
          assertSame(((WeightExpression.Dense) actual).tensor(), dense.tensor());
      case WeightExpression.Affine affine -> {
        WeightExpression.Affine other = (WeightExpression.Affine) actual;
        assertSame(other.data(), affine.data());
        assertSame(other.scale(), affine.scale());
        assertSame(other.offset(), affine.offset());
      }
      case WeightExpression.Lookup lookup -> {
        WeightExpression.Lookup other = (WeightExpression.Lookup) actual;
        assertSame(other.indices(), lookup.indices());
        assertSame(other.table(), lookup.table());
      }
      case WeightExpression.Sparse sparse -> {
        WeightExpression.Sparse other = (WeightExpression.Sparse) actual;
        assertSame(other.mask(), sparse.mask());
        assertSame(other.nonZeros(), sparse.nonZeros());
      }
      case WeightExpression.Cast cast ->
          assertSame(((WeightExpression.Cast) actual).source(), cast.source());
    }
  }

  static void assertSame(Tensor actual, Tensor expected) {
    assertThat(actual.contentEquals(expected)).as("%s is %s", actual, expected).isTrue();
  }
}
