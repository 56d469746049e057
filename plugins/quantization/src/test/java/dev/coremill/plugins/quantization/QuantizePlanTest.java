package dev.coremill.plugins.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.algorithm.IndivisiblePolicy;
import dev.coremill.api.algorithm.Outcome;
import dev.coremill.api.algorithm.WeightAlgorithm;
import dev.coremill.api.algorithm.WeightPlan;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.Encoding;
import dev.coremill.api.weight.WeightExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class QuantizePlanTest {
  private static QuantizationConfiguration blocks(Integer... sizes) {
    return new QuantizationConfiguration(
        QuantizationMode.LINEAR_SYMMETRIC,
        QuantizedType.INT4,
        Granularity.PER_BLOCK,
        List.of(sizes));
  }

  private static WeightExpression zeros(DataType type, long... shape) {
    Shape sizes = Shape.of(shape);
    return new WeightExpression.Dense(
        Tensor.ofFloats(type, sizes, new float[(int) sizes.elementCount()]));
  }

  private static String scales(WeightPlan plan) {
    return ((Encoding.Affine) ((WeightPlan.Rewrite) plan).encoding()).scale().toString();
  }

  @Test
  void oneBlockSizeLiesAlongTheInputChannelsOfEachOutputChannel() {
    WeightExpression weight = zeros(DataType.FLOAT16, 16, 64, 3, 3);
    assertThat(scales(Sites.plan(weight, blocks(32), IndivisiblePolicy.ERROR)))
        .isEqualTo("float16[16, 2, 1, 1]");
  }

  @Test
  void aListOfBlockSizesGoesByAxisAndZeroIsTheWholeAxis() {
    WeightExpression weight = zeros(DataType.FLOAT32, 16, 64, 3);
    assertThat(scales(Sites.plan(weight, blocks(4, 0, 1), IndivisiblePolicy.ERROR)))
        .isEqualTo("float32[4, 1, 3]");
  }

  @Test
  void aBlockSizeThatDoesNotDivideIsRefusedWithTheSizesThatWould() {
    WeightPlan plan =
        Sites.plan(zeros(DataType.FLOAT16, 2, 60), blocks(32), IndivisiblePolicy.ERROR);
    assertThat(plan)
        .isInstanceOfSatisfying(
            WeightPlan.Refuse.class,
            refuse -> {
              assertThat(refuse.problem()).contains("32", "60", "axis 1", "[2, 60]");
              assertThat(refuse.mend()).contains("30 or 60");
            });
  }

  @Test
  void aBlockSizeThatDoesNotDivideSkipsTheWeightWhereAskedTo() {
    assertThat(Sites.plan(zeros(DataType.FLOAT16, 32, 1, 3, 3), blocks(32), IndivisiblePolicy.SKIP))
        .isInstanceOfSatisfying(
            WeightPlan.Skip.class, skip -> assertThat(skip.reason()).contains("does not divide"));
  }

  @Test
  void theNearestBlockSizeIsTakenAndNotedAndTheSmallerOfTwo() {
    assertThat(
            scales(
                Sites.plan(zeros(DataType.FLOAT16, 2, 60), blocks(32), IndivisiblePolicy.NEAREST)))
        .isEqualTo("float16[2, 2]");
    assertThat(
            scales(
                Sites.plan(zeros(DataType.FLOAT16, 2, 12), blocks(5), IndivisiblePolicy.NEAREST)))
        .as("4 and 6 are equally near")
        .isEqualTo("float16[2, 3]");
    WeightExpression depthwise = zeros(DataType.FLOAT16, 8, 1, 3, 3);
    Sites.Context context = Sites.Context.of(IndivisiblePolicy.NEAREST);
    Outcome outcome =
        new Quantize().compress(Sites.site(depthwise), depthwise, blocks(32), context);
    assertThat(outcome).isInstanceOf(Outcome.Rewritten.class);
    assertThat(context.notes()).singleElement().asString().contains("32", "1 is used");
  }

  @Test
  void aListForAnotherRankIsRefused() {
    assertThat(Sites.plan(zeros(DataType.FLOAT16, 4, 4), blocks(1, 4, 0), IndivisiblePolicy.SKIP))
        .isInstanceOfSatisfying(
            WeightPlan.Refuse.class,
            refuse -> assertThat(refuse.problem()).contains("3 numbers", "2 axes"));
  }

  @Test
  void whatCannotBeQuantizedIsSkippedWithAReason() {
    assertSkipped(zeros(DataType.FLOAT16, 8), "vector");
    assertSkipped(zeros(DataType.FLOAT16), "scalar");
    assertSkipped(zeros(DataType.FLOAT16, 0, 8), "no elements");
    assertSkipped(zeros(DataType.BFLOAT16, 8, 8), "bfloat16");
    WeightExpression weight = zeros(DataType.FLOAT16, 4, 4);
    assertSkipped(Sites.quantize(weight, blocks(4)), "already quantized");
  }

  private static void assertSkipped(WeightExpression weight, String reason) {
    assertThat(Sites.plan(weight, blocks(4), IndivisiblePolicy.ERROR))
        .isInstanceOfSatisfying(
            WeightPlan.Skip.class, skip -> assertThat(skip.reason()).contains(reason));
    assertThat(
            new Quantize()
                .compress(
                    Sites.site(weight),
                    weight,
                    blocks(4),
                    Sites.Context.of(IndivisiblePolicy.ERROR)))
        .isInstanceOf(Outcome.Skipped.class);
  }

  @Test
  void theAlgorithmIsFoundAsAService() {
    List<String> names = new ArrayList<>();
    for (WeightAlgorithm<?> algorithm : ServiceLoader.load(WeightAlgorithm.class)) {
      names.add(algorithm.name());
    }
    assertThat(names).contains("quantize");
  }
}
