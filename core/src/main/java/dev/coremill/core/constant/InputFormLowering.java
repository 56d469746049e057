package dev.coremill.core.constant;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Opset;
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

/**
 * Writes expressions in the dialect of CoreML8 and later, whose parameters are inputs: literals, or
 * the outputs of further operations that are made on the way.
 */
final class InputFormLowering {
  private final NameSupply names;
  private final boolean scaleTables;
  private final List<Operation> operations = new ArrayList<>();

  InputFormLowering(Opset opset, NameSupply names) {
    this.names = names;
    // The runtime of iOS 18 wants scales on the table, later ones on what the table gives.
    this.scaleTables = opset == Opset.CORE_ML_8;
  }

  List<Operation> lower(String outputName, String operationName, WeightExpression expression) {
    root(outputName, operationName, expression);
    return operations;
  }

  private void root(String output, String name, WeightExpression given) {
    WeightExpression expression = ordered(given, null);
    NamedType declared = Operations.output(output, expression.type(), expression.shape());
    switch (expression) {
      case WeightExpression.Dense(Tensor tensor) ->
          operations.add(
              Operations.withAttributes(
                  "const", name, Map.of("val", Value.OfTensor.of(tensor)), declared));
      case WeightExpression.Affine affine -> {
        Map<String, Binding> inputs = new LinkedHashMap<>();
        inputs.put("data", parameter(output + "_data", affine.data()));
        addScales(inputs, output, affine);
        add("constexpr_blockwise_shift_scale", name, inputs, List.of(declared));
      }
      case WeightExpression.Lookup lookup -> {
        Map<String, Binding> inputs = new LinkedHashMap<>();
        inputs.put("indices", Operations.literal(lookup.indices()));
        addTable(inputs, output, lookup);
        add("constexpr_lut_to_dense", name, inputs, List.of(declared));
      }
      case WeightExpression.Sparse sparse -> {
        Packed packed = packed(output + "_nonzero_data", sparse.mask(), sparse.nonZeros());
        Map<String, Binding> inputs = new LinkedHashMap<>();
        inputs.put("mask", packed.mask());
        inputs.put("nonzero_data", packed.nonZeros());
        add("constexpr_sparse_to_dense", name, inputs, List.of(declared));
      }
      case WeightExpression.Cast cast -> {
        Map<String, Binding> inputs = new LinkedHashMap<>();
        inputs.put("source_val", parameter(output + "_source_val", cast.source()));
        inputs.put("output_dtype", new Binding.Literal(Operations.text("fp32")));
        add("constexpr_cast", name, inputs, List.of(declared));
      }
    }
  }

  /** A literal where the part is dense, else the name of the operation that makes it. */
  private Binding parameter(String wish, WeightExpression part) {
    if (part instanceof WeightExpression.Dense(Tensor tensor)) {
      return Operations.literal(tensor);
    }
    String name = names.fresh(wish);
    root(name, name, part);
    return new Binding.Reference(name);
  }

  private record Packed(Binding mask, Binding nonZeros) {}

  /** The two parts of a sparse weight. */
  private Packed packed(String wish, Tensor mask, WeightExpression given) {
    WeightExpression values = ordered(given, mask);
    Map<String, Binding> inputs = new LinkedHashMap<>();
    return switch (values) {
      case WeightExpression.Dense(Tensor tensor) ->
          new Packed(Operations.literal(mask), Operations.literal(tensor));
      case WeightExpression.Lookup lookup -> {
        inputs.put("indices_mask", Operations.literal(mask));
        inputs.put("indices_nonzero_data", Operations.literal(lookup.indices()));
        addTable(inputs, wish, lookup);
        yield addPacked("constexpr_lut_to_sparse", wish, inputs, mask, values);
      }
      case WeightExpression.Affine affine -> {
        Packed data = packed(wish + "_data", mask, affine.data());
        inputs.put("data_mask", data.mask());
        inputs.put("nonzero_data", data.nonZeros());
        addScales(inputs, wish, affine);
        yield addPacked("constexpr_sparse_blockwise_shift_scale", wish, inputs, mask, values);
      }
      case WeightExpression.Sparse _, WeightExpression.Cast _ ->
          throw new IllegalArgumentException("non-zeros that are " + values.encoding());
    };
  }

  private Packed addPacked(
      String type, String wish, Map<String, Binding> inputs, Tensor mask, WeightExpression values) {
    String name = names.fresh(wish);
    String maskName = names.fresh(name + "_0");
    String valuesName = names.fresh(name + "_1");
    Shape maskShape = new WeightExpression.Sparse(mask, values).shape();
    add(
        type,
        name,
        inputs,
        List.of(
            Operations.output(maskName, DataType.UINT1, maskShape),
            Operations.output(valuesName, values.type(), values.shape())));
    return new Packed(new Binding.Reference(maskName), new Binding.Reference(valuesName));
  }

  private void addScales(Map<String, Binding> inputs, String wish, WeightExpression.Affine affine) {
    inputs.put("scale", parameter(wish + "_scale", affine.scale()));
    if (affine.offset() != null) {
      inputs.put("offset", parameter(wish + "_offset", affine.offset()));
    }
  }

  private void addTable(Map<String, Binding> inputs, String wish, WeightExpression.Lookup lookup) {
    inputs.put("lut", parameter(wish + "_lut", lookup.table()));
    if (lookup.table().shape().dimension(-1) > 1) {
      inputs.put("vector_axis", new Binding.Literal(Operations.integer(lookup.vectorAxis())));
    }
  }

  /** The expression in the order of operations that the opset wants. */
  private WeightExpression ordered(WeightExpression expression, @Nullable Tensor mask) {
    if (scaleTables
        && expression instanceof WeightExpression.Affine affine
        && affine.data() instanceof WeightExpression.Lookup lookup) {
      Shape laidOver = mask == null ? lookup.indices().shape() : mask.shape();
      return ScaledTables.scaleTable(affine, lookup, laidOver).orElse(expression);
    }
    return expression;
  }

  private void add(String type, String name, Map<String, Binding> inputs, List<NamedType> outputs) {
    operations.add(Operations.withInputs(type, name, inputs, outputs));
  }
}
