package dev.coremill.core.constant;

import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes expressions in the dialect of CoreML6 and CoreML7, whose parameters are attributes. Each
 * is one operation; what this dialect cannot hold has been refused before.
 */
final class AttributeFormLowering {
  private AttributeFormLowering() {}

  static Operation lower(String outputName, String operationName, WeightExpression expression) {
    Map<String, Value> attributes = new LinkedHashMap<>();
    String type =
        switch (expression) {
          case WeightExpression.Dense(Tensor tensor) -> {
            attributes.put("val", Value.OfTensor.of(tensor));
            yield "const";
          }
          case WeightExpression.Affine affine -> {
            addAffine(attributes, affine);
            yield "constexpr_affine_dequantize";
          }
          case WeightExpression.Lookup lookup -> {
            Tensor table = dense(lookup.table());
            attributes.put("indices", bytes(lookup.indices()));
            attributes.put("lut", vector(table));
            attributes.put("shape", Operations.shape(lookup.indices().shape()));
            yield "constexpr_lut_to_dense";
          }
          case WeightExpression.Sparse sparse -> {
            attributes.put("nonzero_data", Value.OfTensor.of(dense(sparse.nonZeros())));
            attributes.put("mask", bytes(sparse.mask()));
            attributes.put("shape", Operations.shape(sparse.mask().shape()));
            yield "constexpr_sparse_to_dense";
          }
          case WeightExpression.Cast cast -> {
            attributes.put("source_val", Value.OfTensor.of(dense(cast.source())));
            attributes.put("output_dtype", Operations.text("fp32"));
            yield "constexpr_cast";
          }
        };
    NamedType output = Operations.output(outputName, expression.type(), expression.shape());
    return Operations.withAttributes(type, operationName, attributes, output);
  }

  private static void addAffine(Map<String, Value> attributes, WeightExpression.Affine affine) {
    Tensor data = dense(affine.data());
    Tensor scale = dense(affine.scale());
    Tensor offset = affine.offset() == null ? zeros(data.type(), scale) : dense(affine.offset());
    int axis = 0;
    for (int candidate = 0; candidate < scale.shape().rank(); candidate++) {
      if (scale.shape().dimension(candidate) > 1) {
        axis = candidate;
      }
    }
    attributes.put("quantized_data", Value.OfTensor.of(data));
    attributes.put("scale", scalarOrVector(scale));
    attributes.put("zero_point", scalarOrVector(offset));
    attributes.put("axis", Operations.integer(axis));
  }

  private static Tensor zeros(DataType type, Tensor scale) {
    int size = Math.toIntExact(Tensor.packedSize(type, scale.elementCount()));
    return Tensor.of(type, scale.shape(), MemorySegment.ofArray(new byte[size]));
  }

  private static Value scalarOrVector(Tensor tensor) {
    return tensor.elementCount() == 1
        ? Value.OfTensor.of(tensor.reshape(Shape.scalar()))
        : vector(tensor);
  }

  private static Value vector(Tensor tensor) {
    return Value.OfTensor.of(tensor.reshape(Shape.of(tensor.elementCount())));
  }

  /** The packed bytes of small values as a tensor of bytes over the same memory. */
  private static Value bytes(Tensor packed) {
    return Value.OfTensor.of(Tensor.of(DataType.UINT8, Shape.of(packed.byteSize()), packed.data()));
  }

  private static Tensor dense(WeightExpression expression) {
    if (expression instanceof WeightExpression.Dense(Tensor tensor)) {
      return tensor;
    }
    throw new IllegalArgumentException(
        "an attribute cannot hold " + expression.encoding() + ", only a tensor");
  }
}
