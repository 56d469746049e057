package dev.coremill.plugins.palettization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.algorithm.DistinctValues;
import dev.coremill.api.algorithm.IndivisiblePolicy;
import dev.coremill.api.algorithm.LookupTableFunction;
import dev.coremill.api.algorithm.Outcome;
import dev.coremill.api.algorithm.WeightPlan;
import dev.coremill.api.program.Opset;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.InnermostFloat;
import dev.coremill.api.weight.WeightExpression;
import dev.coremill.plugins.palettization.PalettizeConfiguration.Granularity;
import dev.coremill.plugins.palettization.PalettizeConfiguration.Mode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class CustomTableTest {
  private static final WeightExpression WEIGHT =
      Weights.of(DataType.FLOAT16, Shape.of(2, 4), 0, 0, 1, 3, 5, 5, 5, 9);

  /** A function of a test. */
  private record Function(BiFunction<DistinctValues, Integer, float[]> make)
      implements LookupTableFunction {
    @Override
    public String name() {
      return "tested";
    }

    @Override
    public String description() {
      return "As a test says.";
    }

    @Override
    public float[] table(DistinctValues values, int nbits) {
      return make.apply(values, nbits);
    }
  }

  private static final class Context extends Weights.Context {
    private final LookupTableFunction function;

    Context(BiFunction<DistinctValues, Integer, float[]> make) {
      super(IndivisiblePolicy.ERROR);
      this.function = new Function(make);
    }

    @Override
    public Map<String, LookupTableFunction> lookupTableFunctions() {
      return Map.of(function.name(), function);
    }
  }

  private static PalettizeConfiguration custom(int groupSize, boolean scale) {
    return new PalettizeConfiguration(
        Optional.of(1),
        Mode.CUSTOM,
        groupSize == 0 ? Granularity.PER_TENSOR : Granularity.PER_GROUPED_CHANNEL,
        Math.max(groupSize, 1),
        Optional.empty(),
        1,
        scale,
        Optional.of("tested"));
  }

  private static WeightExpression result(
      WeightExpression weight,
      PalettizeConfiguration configuration,
      BiFunction<DistinctValues, Integer, float[]> make) {
    return ((Outcome.Rewritten) Weights.outcome(weight, configuration, new Context(make)))
        .expression();
  }

  @Test
  void aFunctionGetsTheDistinctValuesOfEachGroupWithTheirCounts() {
    StringBuilder seen = new StringBuilder();
    result(
        WEIGHT,
        custom(1, false),
        (values, nbits) -> {
          seen.append(nbits).append(':');
          for (int i = 0; i < values.size(); i++) {
            seen.append(' ').append(values.value(i)).append('x').append(values.weight(i));
          }
          seen.append('\n');
          return new float[2];
        });
    assertThat(seen).hasToString("1: 0.0x2.0 1.0x1.0 3.0x1.0\n1: 5.0x3.0 9.0x1.0\n");
  }

  @Test
  void entriesInAnyOrderServeTheirNearestElements() {
    WeightExpression result = result(WEIGHT, custom(0, false), (_, _) -> new float[] {4.0001f, 1});

    assertThat(Elements.floats(InnermostFloat.in(result))).containsExactly(1, 4);
    assertThat(Weights.values(result)).containsExactly(1, 1, 1, 4, 4, 4, 4, 4);
  }

  @Test
  void scalesAndSparseWeightsGoWithThem() {
    WeightExpression scaled = result(WEIGHT, custom(0, true), (_, _) -> new float[] {0, 1});
    assertThat(Weights.values(scaled)).containsExactly(0, 0, 0, 3, 9, 9, 9, 9);

    WeightExpression sparse =
        new WeightExpression.Sparse(
            Tensor.ofIntegers(DataType.UINT1, Shape.of(2, 2), 1, 0, 0, 1),
            Weights.of(DataType.FLOAT16, Shape.of(2), 2, 6));
    assertThat(Weights.values(result(sparse, custom(1, false), (_, _) -> new float[] {2, 7})))
        .containsExactly(2, 0, 0, 7);
  }

  @Test
  void itsErrorsAreForecastExactly() {
    BiFunction<DistinctValues, Integer, float[]> make = (_, _) -> new float[] {1, 4};
    OptionalDouble forecast =
        new PalettizeAlgorithm()
            .squaredErrors(
                Weights.site(WEIGHT.encoding(), Opset.CORE_ML_8),
                WEIGHT,
                List.of(custom(0, false)),
                new Context(make))
            .getFirst();

    assertThat(forecast)
        .hasValue(Weights.squaredError(WEIGHT, result(WEIGHT, custom(0, false), make)));
  }

  @Test
  void whatIsNoTableOfTheWeightIsRefusedWithTheFunctionsName() {
    rejects((_, _) -> new float[3], "'tested' returned 3 entries for a table of 2");
    rejects((_, _) -> new float[] {1, Float.NaN}, "returned NaN as entry 1");
    rejects(
        (_, _) -> new float[] {1e6f, 1}, "returned 1000000.0 as entry 0, which is no number of");
    rejects(
        (_, _) -> {
          throw new IllegalStateException("broken");
        },
        "'tested' failed: java.lang.IllegalStateException: broken");
    rejects(
        (_, _) -> {
          throw new IllegalArgumentException("two bits at least");
        },
        "'tested': two bits at least");
  }

  private static void rejects(BiFunction<DistinctValues, Integer, float[]> make, String message) {
    assertThatThrownBy(() -> Weights.outcome(WEIGHT, custom(0, false), new Context(make)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aFunctionThatThereIsNotIsRefusedInThePlan() {
    PalettizeConfiguration unknown =
        new PalettizeConfiguration(
            Optional.of(4),
            Mode.CUSTOM,
            Granularity.PER_TENSOR,
            32,
            Optional.empty(),
            1,
            false,
            Optional.of("test"));

    assertThat(
            new PalettizeAlgorithm()
                .plan(
                    Weights.site(WEIGHT.encoding(), Opset.CORE_ML_8),
                    unknown,
                    new Context((_, _) -> new float[2])))
        .isEqualTo(
            new WeightPlan.Refuse(
                "no plugin has a lookup table function 'test'", "there are tested"));
  }

  @Test
  void aModeAndAFunctionThatContradictEachOtherAreRejected() {
    assertThatThrownBy(() -> Weights.configuration(Mode.CUSTOM, 4, 0, 1, false))
        .hasMessageContaining("mode custom needs a lut_function");
    assertThatThrownBy(() ->
            new PalettizeConfiguration(
                Optional.of(4),
                Mode.KMEANS,
                Granularity.PER_TENSOR,
                32,
                Optional.empty(),
                1,
                false,
                Optional.of("tested")))
        .hasMessageContaining("lut_function needs mode custom");
  }
}
