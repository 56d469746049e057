package dev.coremill.core.cache;

import dev.coremill.api.algorithm.ChannelAxes;
import dev.coremill.api.algorithm.IndivisiblePolicy;
import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.api.algorithm.WeightUse;
import dev.coremill.api.program.Opset;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;
import java.util.List;
import java.util.Optional;

/** Weights and results for tests. */
final class Results {
  static final ChannelAxes AXES = new ChannelAxes(0, 1, true);

  private Results() {}

  static WeightExpression.Dense weight(float first) {
    return new WeightExpression.Dense(
        Tensor.ofFloats(DataType.FLOAT16, Shape.of(2, 2), first, 2, 3, 4));
  }

  static WeightUse use(String operation) {
    return new WeightUse("main", operation, "linear", "weight", AXES);
  }

  static WeightSite site(WeightExpression weight) {
    return new WeightSite("w", weight.encoding(), List.of(use("a")), AXES, Opset.CORE_ML_8);
  }

  static ResultKey key(float first) {
    WeightExpression weight = weight(first);
    return ResultKey.of("1", site(weight), weight, IndivisiblePolicy.ERROR);
  }

  /** Every kind of expression, with parts of odd sizes. */
  static CachedResult result() {
    Tensor mask =
        Tensor.ofIntegers(DataType.UINT1, Shape.of(2, 6), 1, 0, 1, 0, 1, 1, 1, 0, 0, 1, 0, 0);
    Tensor indices = Tensor.ofIntegers(DataType.UINT2, Shape.of(7), 0, 1, 2, 3, 3, 2, 1);
    WeightExpression table =
        new WeightExpression.Affine(
            new WeightExpression.Dense(
                Tensor.ofIntegers(DataType.INT8, Shape.of(1, 1, 4, 1), -1, 0, 1, 2)),
            new WeightExpression.Dense(
                Tensor.ofFloats(DataType.FLOAT16, Shape.of(1, 1, 1, 1), 0.5f)),
            new WeightExpression.Dense(Tensor.ofIntegers(DataType.INT8, Shape.of(1, 1, 1, 1), 1)));
    return new CachedResult(
        new WeightExpression.Sparse(mask, new WeightExpression.Lookup(indices, table, 0)),
        List.of(
            new CachedResult.Step(true, "", List.of("a remark", "größer")),
            new CachedResult.Step(false, "no reason", List.of())),
        Optional.of(new CachedResult.Measured(0.25, 10, 0.5f, 12)));
  }
}
