package dev.coremill.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.algorithm.ChannelAxes;
import dev.coremill.api.algorithm.IndivisiblePolicy;
import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.api.program.Opset;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultKeyTest {
  private static final WeightExpression WEIGHT = Results.weight(1);
  private static final WeightSite SITE = Results.site(WEIGHT);

  @Test
  void equalThingsHaveEqualKeys() {
    assertThat(Results.key(1).then("a").then("b")).isEqualTo(Results.key(1).then("a").then("b"));
  }

  @Test
  void everyIngredientChangesTheKey() {
    IndivisiblePolicy error = IndivisiblePolicy.ERROR;
    WeightExpression flat = new WeightExpression.Dense(tensor().reshape(Shape.of(4)));
    WeightExpression bits =
        new WeightExpression.Dense(Tensor.of(DataType.BFLOAT16, Shape.of(2, 2), tensor().data()));
    WeightExpression cast = new WeightExpression.Cast(WEIGHT, DataType.FLOAT32);
    ChannelAxes axes = new ChannelAxes(1, 0, true);
    ChannelAxes unknown = new ChannelAxes(0, 1, false);
    List<ResultKey> keys =
        new ArrayList<>(
            List.of(
                ResultKey.of("1", SITE, WEIGHT, error),
                ResultKey.of("2", SITE, WEIGHT, error),
                ResultKey.of("1", SITE, WEIGHT, IndivisiblePolicy.SKIP),
                ResultKey.of("1", SITE, Results.weight(5), error),
                ResultKey.of("1", SITE, flat, error),
                ResultKey.of("1", SITE, bits, error),
                ResultKey.of("1", SITE, cast, error),
                ResultKey.of("1", site("v", "a", Results.AXES, Opset.CORE_ML_8), WEIGHT, error),
                ResultKey.of("1", site("w", "b", Results.AXES, Opset.CORE_ML_8), WEIGHT, error),
                ResultKey.of("1", site("w", "a", axes, Opset.CORE_ML_8), WEIGHT, error),
                ResultKey.of("1", site("w", "a", unknown, Opset.CORE_ML_8), WEIGHT, error),
                ResultKey.of("1", site("w", "a", Results.AXES, Opset.CORE_ML_7), WEIGHT, error)));
    ResultKey first = keys.getFirst();
    keys.add(first.then("a"));
    keys.add(first.then("b"));
    keys.add(first.then("ab"));
    keys.add(first.then("a").then("b"));
    keys.add(first.then("b").then("a"));

    assertThat(keys).doesNotHaveDuplicates();
  }

  @Test
  void anAxisThatTheEncodingDoesNotShowChangesTheKey() {
    assertThat(lookup(0)).isNotEqualTo(lookup(1));
  }

  private static ResultKey lookup(int vectorAxis) {
    WeightExpression table =
        new WeightExpression.Dense(Tensor.ofFloats(DataType.FLOAT16, Shape.of(1, 1, 2, 1), 1, 2));
    WeightExpression weight =
        new WeightExpression.Lookup(
            Tensor.ofIntegers(DataType.UINT1, Shape.of(2, 2), 0, 1, 1, 0), table, vectorAxis);
    return ResultKey.of("1", SITE, weight, IndivisiblePolicy.ERROR);
  }

  private static Tensor tensor() {
    return Results.weight(1).tensor();
  }

  private static WeightSite site(String name, String operation, ChannelAxes axes, Opset opset) {
    return new WeightSite(name, WEIGHT.encoding(), List.of(Results.use(operation)), axes, opset);
  }
}
