package dev.coremill.core.constant;

import static dev.coremill.core.constant.ConstantParameters.require;

import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Value;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.Encoding;
import dev.coremill.api.weight.WeightExpression;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lifts single constant operations, whose producers have been lifted before. */
final class ConstantLifter {
  private ConstantLifter() {}

  /** A constant operation with its meaning. */
  static ConstantNode lift(Operation operation, Scope scope) {
    ConstantParameters parameters = new ConstantParameters(operation, scope);
    List<ConstantNode> producers = parameters.producers();
    int depth = 1;
    for (ConstantNode producer : producers) {
      depth = Math.max(depth, producer.depth() + 1);
    }
    Meaning meaning =
        depth > ConstantNode.MAXIMUM_DEPTH
            ? new Meaning.None(
                "over " + ConstantNode.MAXIMUM_DEPTH + " operations lie on top of each other")
            : meaning(operation, parameters);
    return new ConstantNode(operation, producers, depth, meaning);
  }

  private static Meaning meaning(Operation operation, ConstantParameters parameters) {
    try {
      Meaning meaning =
          switch (operation.type()) {
            case "const" -> dense(parameters);
            case "constexpr_affine_dequantize" -> AttributeFormLifter.affine(parameters);
            case "constexpr_cast" -> cast(parameters);
            case "constexpr_blockwise_shift_scale" ->
                new Meaning.Whole(affine(parameters.expression("data"), parameters));
            case "constexpr_lut_to_dense" ->
                operation.inputs().isEmpty()
                    ? AttributeFormLifter.lookup(parameters)
                    : new Meaning.Whole(lookup("indices", null, parameters));
            case "constexpr_sparse_to_dense" ->
                operation.inputs().isEmpty()
                    ? AttributeFormLifter.sparse(parameters)
                    : whole(parameters.sparse("mask", "nonzero_data"));
            case "constexpr_lut_to_sparse" -> {
              Tensor mask = parameters.tensor("indices_mask");
              yield new Meaning.Packed(
                  mask, lookup("indices_nonzero_data", mask.shape(), parameters));
            }
            case "constexpr_sparse_blockwise_shift_scale" -> {
              Meaning.Packed data = parameters.sparse("data_mask", "nonzero_data");
              yield new Meaning.Packed(data.mask(), affine(data.nonZeros(), parameters));
            }
            default ->
                new Meaning.None("operations of type " + operation.type() + " are not known");
          };
      checkOutputs(operation, meaning);
      return meaning;
    } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException misfit) {
      String message = misfit.getMessage();
      return new Meaning.None(
          operation.type()
              + " "
              + operation.name()
              + ": "
              + (message == null ? "its parameters do not fit together" : message));
    }
  }

  private static Meaning dense(ConstantParameters parameters) {
    Tensor tensor = parameters.tensor("val");
    require(tensor.type() != DataType.BOOL, "a constant of booleans");
    return new Meaning.Whole(new WeightExpression.Dense(tensor));
  }

  private static Meaning cast(ConstantParameters parameters) {
    String target = parameters.text("output_dtype");
    DataType type =
        switch (target) {
          case "fp32" -> DataType.FLOAT32;
          case "fp16" -> DataType.FLOAT16;
          default -> throw new IllegalArgumentException("a cast to " + target);
        };
    return new Meaning.Whole(new WeightExpression.Cast(parameters.expression("source_val"), type));
  }

  private static WeightExpression affine(WeightExpression data, ConstantParameters parameters) {
    return new WeightExpression.Affine(
        data, parameters.expression("scale"), parameters.optionalExpression("offset"));
  }

  /**
   * @param mask the shape of the mask where the indices are packed
   */
  private static WeightExpression lookup(
      String indicesName, @Nullable Shape mask, ConstantParameters parameters) {
    Tensor indices = parameters.tensor(indicesName);
    WeightExpression table = parameters.expression("lut");
    int vectorAxis = 0;
    if (table.shape().dimension(-1) != 1) {
      require(parameters.has("vector_axis"), "a lookup table of vectors without vector_axis");
      Shape laidOver = mask == null ? indices.shape() : mask;
      vectorAxis = laidOver.axis(parameters.integer("vector_axis"));
    }
    return new WeightExpression.Lookup(indices, table, vectorAxis);
  }

  private static Meaning whole(Meaning.Packed packed) {
    return new Meaning.Whole(new WeightExpression.Sparse(packed.mask(), packed.nonZeros()));
  }

  /** Checks the expression itself, and that the outputs are declared as what they are. */
  private static void checkOutputs(Operation operation, Meaning meaning) {
    switch (meaning) {
      case Meaning.Whole(WeightExpression expression) -> {
        Encoding encoding = expression.encoding();
        encoding.validate();
        checkOutputs(operation, ValueType.OfTensor.of(encoding.type(), encoding.shape()));
      }
      case Meaning.Packed(Tensor mask, WeightExpression nonZeros) -> {
        Encoding encoding = new WeightExpression.Sparse(mask, nonZeros).encoding();
        encoding.validate();
        checkOutputs(
            operation,
            ValueType.OfTensor.of(DataType.UINT1, encoding.shape()),
            ValueType.OfTensor.of(encoding.type(), nonZeros.shape()));
      }
      case Meaning.None _ -> {}
    }
  }

  private static void checkOutputs(Operation operation, ValueType.OfTensor... expected) {
    List<NamedType> outputs = operation.outputs();
    require(
        outputs.size() == expected.length,
        outputs.size() + " outputs where there must be " + expected.length);
    for (int i = 0; i < expected.length; i++) {
      boolean same =
          outputs.get(i).type() instanceof ValueType.OfTensor declared
              && !declared.variableRank()
              && declared.dataType() == expected[i].dataType()
              && declared.dimensions().equals(expected[i].dimensions());
      require(
          same,
          outputs.get(i).name()
              + " is declared as "
              + outputs.get(i).type()
              + " but is "
              + expected[i]);
    }
  }

  /** The value of a {@code const}; null for any other operation. */
  static @Nullable Value constantValue(ConstantNode node) {
    return node.operation().type().equals("const")
        ? node.operation().attributes().get("val")
        : null;
  }
}
