package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.counting;
import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.integers;
import static dev.coremill.plugins.torch.OperationRun.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.coremill.api.program.Opset;
import dev.coremill.api.runtime.PredictionException;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Order, choice, new tensors, boxes and random numbers. */
class SelectionCasesTest {
  private static final float[] X = {3, 1, 2, 1, 9, -4, 9, 0};

  @ParameterizedTest(name = "ascending: {0}")
  @CsvSource({"true, 1 3 2 0 1 3 0 2", "false, 0 2 1 3 0 2 3 1"})
  void positionsAreSortedByTheirElements(boolean ascending, String expected) {
    OperationRun.of("argsort")
        .input("x", floats(shape(2, 4), X))
        .parameter("ascending", ascending)
        .outputs(DataType.INT32)
        .run()
        .isExactly(shape(2, 4), numbers(expected));
  }

  private static int[] numbers(String text) {
    String[] words = text.split(" ", -1);
    int[] numbers = new int[words.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Integer.parseInt(words[i]);
    }
    return numbers;
  }

  @Test
  void positionsAreSortedAlongAnAxis() {
    OperationRun.of("argsort")
        .input("x", floats(shape(2, 4), X))
        .integer("axis", 0)
        .parameter("ascending", true)
        .outputs(DataType.INT32)
        .run()
        .isExactly(shape(2, 4), 0, 1, 0, 1, 1, 0, 1, 0);
  }

  @ParameterizedTest(name = "{0} of ascending {1}")
  @CsvSource({
    "1, false, 3 9, 0 0",
    "2, false, 3 2 9 9, 0 2 0 2",
    "3, true, 1 1 2 -4 0 9, 1 3 2 1 3 0",
    "4, false, 3 2 1 1 9 9 0 -4, 0 2 1 3 0 2 3 1"
  })
  void theFirstInOrderAreTaken(int count, boolean ascending, String values, String indices) {
    OperationRun.Result result =
        OperationRun.of("topk")
            .input("x", integers(shape(2, 4), 3, 1, 2, 1, 9, -4, 9, 0))
            .integer("k", count)
            .parameter("ascending", ascending)
            .outputs(DataType.INT32, DataType.INT32)
            .run();
    result.isExactly(0, shape(2, count), numbers(values));
    result.isExactly(1, shape(2, count), numbers(indices));
  }

  @Test
  void theFirstInOrderAreTakenAlongAnAxis() {
    OperationRun.Result result =
        OperationRun.of("topk")
            .input("x", floats(shape(2, 4), X))
            .integer("axis", 0)
            .parameter("sort", true)
            .parameter("output_indices_dtype", "uint16")
            .outputs(DataType.FLOAT32, DataType.UINT16)
            .run();
    result.isClose(0, shape(1, 4), 9, 1, 9, 1);
    result.isExactly(1, shape(1, 4), 1, 0, 1, 0);
    OperationRun.of("topk")
        .input("x", floats(shape(2, 4), X))
        .parameter("return_indices", false)
        .run()
        .isClose(shape(2, 1), 3, 9);
  }

  @Test
  void allAreTakenWhereTheNumberIsMinusOne() {
    OperationRun run =
        OperationRun.of("topk")
            .input("x", floats(shape(3), 1, 3, 2))
            .integer("k", -1)
            .outputs(DataType.FLOAT32, DataType.INT32);
    OperationRun.Result result = run.opset(Opset.CORE_ML_7).run();
    result.isClose(0, shape(3), 3, 2, 1);
    result.isExactly(1, shape(3), 1, 2, 0);
    run.opset(Opset.CORE_ML_6);
    assertThatThrownBy(run::run)
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("there are no -1 of 3 elements");
  }

  @Test
  void moreThanThereAreCannotBeTaken() {
    OperationRun run =
        OperationRun.of("topk")
            .input("x", floats(shape(2), 1, 2))
            .integer("k", 3)
            .outputs(DataType.FLOAT32, DataType.INT32);
    assertThatThrownBy(run::run)
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("there are no 3 of 2 elements");
  }

  @ParameterizedTest(name = "axis {0}, exclusive {1}, reverse {2}")
  @CsvSource({
    "0, false, false",
    "0, true, false",
    "0, false, true",
    "0, true, true",
    "1, false, false",
    "1, true, false",
    "1, false, true",
    "-1, true, true"
  })
  void sumsGrowAlongTheAxis(int axis, boolean exclusive, boolean reverse) {
    boolean down = axis == 0;
    float[] expected = new float[12];
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 4; column++) {
        int own = down ? row : column;
        float sum = 0;
        for (int i = 0; i < (down ? 3 : 4); i++) {
          boolean before = reverse ? i > own : i < own;
          if (before || !exclusive && i == own) {
            sum += down ? i * 4 + column : row * 4 + i;
          }
        }
        expected[row * 4 + column] = sum;
      }
    }
    OperationRun.of("cumsum")
        .input("x", counting(0, shape(3, 4)))
        .integer("axis", axis)
        .parameter("exclusive", exclusive)
        .parameter("reverse", reverse)
        .run()
        .isClose(shape(3, 4), expected);
  }

  @Test
  void thePlacesOfWhatIsNotZeroAreFound() {
    OperationRun.of("non_zero")
        .input("x", floats(shape(2, 3), 0, 1, 0, -2, 0, Float.NaN))
        .outputs(DataType.INT32)
        .run()
        .isExactly(shape(3, 2), 0, 1, 1, 0, 1, 2);
    OperationRun.of("non_zero")
        .input("x", integers(0, 0))
        .outputs(DataType.INT32)
        .run()
        .isExactly(shape(0, 1));
  }

  @Test
  void aConditionChoosesAndBroadcasts() {
    OperationRun.of("select")
        .input("cond", Tensor.ofIntegers(DataType.BOOL, shape(2, 1), 1, 0))
        .input("a", floats(shape(2, 2), 1, 2, 3, 4))
        .input("b", floats(shape(2), 8, 9))
        .run()
        .isClose(shape(2, 2), 1, 2, 8, 9);
    OperationRun.of("select")
        .input("cond", Tensor.ofIntegers(DataType.BOOL, shape(2), 0, 1))
        .input("a", integers(1, 2))
        .input("b", integers(3, 4))
        .outputs(DataType.INT32)
        .run()
        .isExactly(shape(2), 3, 2);
  }

  @Test
  void tensorsAreFilled() {
    OperationRun.of("fill").parameter("shape", 2, 2).run().isClose(shape(2, 2), 0, 0, 0, 0);
    OperationRun.of("fill")
        .parameter("shape", 3)
        .integer("value", -7)
        .outputs(DataType.INT32)
        .run()
        .isExactly(shape(3), -7, -7, -7);
    OperationRun.of("fill_like")
        .input("ref_tensor", counting(0, shape(1, 2)))
        .parameter("value", true)
        .outputs(DataType.BOOL)
        .run()
        .isExactly(shape(1, 2), 1, 1);
    OperationRun.of("fill_like")
        .input("ref_tensor", integers(4))
        .parameter("value", 0.5f)
        .run()
        .isClose(shape(1), 0.5f);
  }

  @Test
  void oneElementOfEachVectorIsOn() {
    OperationRun.of("one_hot")
        .input("indices", integers(2, 0, 3, -1))
        .integer("one_hot_vector_size", 3)
        .run()
        .isClose(shape(4, 3), 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0);
    OperationRun.of("one_hot")
        .input("indices", integers(1, 0))
        .integer("one_hot_vector_size", 3)
        .integer("axis", 0)
        .integer("on_value", 5)
        .integer("off_value", -1)
        .outputs(DataType.INT32)
        .run()
        .isExactly(shape(3, 2), -1, 5, 5, -1, -1, -1);
    OperationRun.of("one_hot")
        .input("indices", integers(shape(1, 2), 1, 0))
        .integer("one_hot_vector_size", 2)
        .integer("axis", -2)
        .run()
        .isClose(shape(1, 2, 2), 0, 1, 1, 0);
  }

  @ParameterizedTest(name = "from {0} to {1} by {2}")
  @CsvSource({"0, 5, 1", "2, 9, 3", "5, 0, -2", "0, 0, 1", "3, 1, 1", "-2, 2, 4", "1, 8, 7"})
  void aRangeCounts(int start, int end, int step) {
    int[] expected = new int[10];
    int count = 0;
    for (int i = start; step > 0 ? i < end : i > end; i += step) {
      expected[count++] = i;
    }
    int[] whole = Arrays.copyOf(expected, count);
    OperationRun.of("range_1d")
        .integer("start", start)
        .integer("end", end)
        .integer("step", step)
        .outputs(DataType.INT32)
        .run()
        .isExactly(shape(count), whole);
    float[] halves = new float[count];
    for (int i = 0; i < count; i++) {
      halves[i] = whole[i] / 2f;
    }
    OperationRun.of("range_1d")
        .parameter("start", start / 2f)
        .parameter("end", end / 2f)
        .parameter("step", step / 2f)
        .run()
        .isClose(shape(count), halves);
  }

  /** Numbers of elements that NumPy's arange gives for the same numbers of the same type. */
  @ParameterizedTest(name = "from {1} to {2} by {3} in {0}")
  @CsvSource({
    "FLOAT32, 0, 0.3, 0.1, 3",
    "FLOAT32, 0, 1, 0.1, 10",
    "FLOAT32, 0, 0.6, 0.2, 3",
    "FLOAT32, 1, 2.2, 0.4, 3",
    "FLOAT16, 0, 0.3, 0.1, 4",
    "FLOAT16, 0, 0.7, 0.1, 8",
    "FLOAT16, 0.1, 0.4, 0.1, 3"
  })
  void aRangeIsAsLongAsItsTypeSays(DataType type, float start, float end, float step, int count) {
    Tensor result =
        OperationRun.of("range_1d")
            .parameter("start", Tensor.ofFloats(type, shape(), start))
            .parameter("end", Tensor.ofFloats(type, shape(), end))
            .parameter("step", Tensor.ofFloats(type, shape(), step))
            .outputs(type)
            .run()
            .tensor(0);
    assertThat(result.shape()).isEqualTo(shape(count));
  }

  @Test
  void aRangeWithoutAStepIsRefused() {
    OperationRun run =
        OperationRun.of("range_1d")
            .integer("start", 0)
            .integer("end", 5)
            .integer("step", 0)
            .outputs(DataType.INT32);
    assertThatThrownBy(run::run)
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("in steps of 0.0");
  }

  /** Box 1 covers 9/11 of box 0, box 2 is elsewhere, box 3 is box 2 again with a lower score. */
  private static final float[] BOXES = {0, 0, 10, 10, 1, 0, 10, 10, 50, 50, 4, 4, 50, 50, 4, 4};

  private static final float[] SCORES = {0.9f, 0.1f, 0.2f, 0.8f, 0.1f, 0.7f, 0.05f, 0.6f};

  private static OperationRun older(float overlap, float score, int most, boolean perClass) {
    return OperationRun.of("non_maximum_suppression")
        .opset(Opset.CORE_ML_6)
        .input("boxes", floats(shape(1, 4, 4), BOXES))
        .input("scores", floats(shape(1, 4, 2), SCORES))
        .parameter("iou_threshold", overlap)
        .parameter("score_threshold", score)
        .integer("max_boxes", most)
        .parameter("per_class_suppression", perClass)
        .outputs(DataType.FLOAT32, DataType.FLOAT32, DataType.INT32, DataType.INT32);
  }

  @ParameterizedTest(name = "overlap {0}, score {1}, classes apart {3}")
  @CsvSource({
    "0.5, 0, 3, false, 0 2 -1, 2",
    "0.9, 0, 4, false, 0 1 2 -1, 3",
    "0.5, 0, 4, true, 0 1 2 -1, 3",
    "1, 0, 4, false, 0 1 2 3, 4",
    "1, 0.65, 4, false, 0 1 2 -1, 3",
    "0.5, 0, 1, false, 0, 1",
    "0.5, 0.95, 2, false, 0 -1, 1"
  })
  void boxesThatOverlapABetterOneAreLeftOut(
      float overlap, float score, int most, boolean perClass, String indices, int count) {
    OperationRun.Result result = older(overlap, score, most, perClass).run();
    int[] chosen = numbers(indices);
    float[] boxes = new float[4 * most];
    float[] scores = new float[2 * most];
    for (int i = 0; i < count; i++) {
      System.arraycopy(BOXES, 4 * chosen[i], boxes, 4 * i, 4);
      System.arraycopy(SCORES, 2 * chosen[i], scores, 2 * i, 2);
    }
    result.isClose(0, shape(1, most, 4), boxes);
    result.isClose(1, shape(1, most, 2), scores);
    result.isExactly(2, shape(1, most), chosen);
    result.isExactly(3, shape(1), count);
  }

  @Test
  void newerOpsetsCountBoxesInTheLastAxis() {
    OperationRun.Result result =
        OperationRun.of("non_maximum_suppression")
            .input("boxes", floats(shape(1, 4, 2), 0, 20, 0, 20, 10, 4, 10, 4))
            .input("scores", floats(shape(1, 1, 2), 0.25f, 0.75f))
            .parameter("iou_threshold", 0.5f)
            .integer("max_boxes", 3)
            .outputs(DataType.FLOAT32, DataType.FLOAT32, DataType.INT32)
            .run();
    result.isClose(0, shape(1, 4, 3), 20, 0, 0, 20, 0, 0, 4, 10, 0, 4, 10, 0);
    result.isClose(1, shape(1, 1, 3), 0.75f, 0.25f, 0);
    result.isExactly(2, shape(1, 3), 1, 0, -1);
  }

  private static OperationRun random(String type, int seed) {
    return OperationRun.of(type).parameter("shape", 100, 200).integer("seed", seed);
  }

  private static float[] drawn(OperationRun run) {
    Tensor tensor = run.run().tensor(0);
    assertThat(tensor.shape()).isEqualTo(shape(100, 200));
    return Elements.floats(tensor);
  }

  @ParameterizedTest
  @ValueSource(strings = {"random_uniform", "random_normal", "random_bernoulli"})
  void equalSeedsGiveEqualNumbers(String type) {
    assertThat(drawn(random(type, 7))).isEqualTo(drawn(random(type, 7)));
    assertThat(drawn(random(type, 7))).isNotEqualTo(drawn(random(type, 8)));
    assertThat(drawn(random(type, -1))).isNotEqualTo(drawn(random(type, -1)));
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double deviation(float[] values) {
    double mean = mean(values);
    double sum = 0;
    for (float value : values) {
      sum += (value - mean) * (value - mean);
    }
    return Math.sqrt(sum / values.length);
  }

  /** 20,000 numbers: the bounds are five standard errors or more. */
  @Test
  void randomNumbersAreDistributedAsTheyShould() {
    float[] uniform =
        drawn(random("random_uniform", 1).parameter("low", -1f).parameter("high", 3f));
    assertThat(mean(uniform)).isCloseTo(1, within(0.05));
    assertThat(deviation(uniform)).isCloseTo(4 / Math.sqrt(12), within(0.05));
    for (float value : uniform) {
      assertThat(value).isBetween(-1f, Math.nextDown(3f));
    }
    float[] normal =
        drawn(random("random_normal", 2).parameter("mean", 5f).parameter("stddev", 2f));
    assertThat(mean(normal)).isCloseTo(5, within(0.08));
    assertThat(deviation(normal)).isCloseTo(2, within(0.06));
    float[] bernoulli = drawn(random("random_bernoulli", 3).parameter("prob", 0.25f));
    assertThat(mean(bernoulli)).isCloseTo(0.25, within(0.02));
    assertThat(bernoulli).containsOnly(0, 1);
    assertThat(mean(drawn(random("random_uniform", 4)))).isCloseTo(0.5, within(0.02));
    assertThat(deviation(drawn(random("random_normal", 5)))).isCloseTo(1, within(0.03));
    assertThat(mean(drawn(random("random_bernoulli", 6)))).isCloseTo(0.5, within(0.02));
  }

  /** There is no float16 between the bounds, and the upper one is exclusive. */
  @ParameterizedTest
  @CsvSource({"1, 1.0009765625", "-1.0009765625, -1", "-5.9604645e-8, 0", "65472, 65504"})
  void roundingNeverReachesTheUpperBound(float low, float high) {
    Tensor drawn =
        OperationRun.of("random_uniform")
            .parameter("shape", 100)
            .parameter("low", Tensor.ofFloats(DataType.FLOAT16, shape(), low))
            .parameter("high", Tensor.ofFloats(DataType.FLOAT16, shape(), high))
            .integer("seed", 5)
            .outputs(DataType.FLOAT16)
            .rounding()
            .run()
            .tensor(0);
    assertThat(Elements.floats(drawn)).containsOnly(low);
  }

  @ParameterizedTest
  @ValueSource(strings = {"probs", "logits"})
  void categoriesAreDrawnByTheirProbabilities(String mode) {
    float[] rows = {0.5f, 0.25f, 0.25f, 0, 1, 0};
    float[] x = rows.clone();
    if (mode.equals("logits")) {
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) Math.log(rows[i]) + 3;
      }
    }
    int[] drawn =
        Elements.integers(
            OperationRun.of("random_categorical")
                .input("x", floats(shape(2, 3), x))
                .parameter("mode", mode)
                .integer("size", 10_000)
                .integer("seed", 9)
                .outputs(DataType.INT32)
                .run()
                .tensor(0));
    int[] counts = new int[3];
    for (int i = 0; i < 10_000; i++) {
      counts[drawn[i]]++;
      assertThat(drawn[10_000 + i]).isEqualTo(1);
    }
    assertThat(counts[0] / 1e4).isCloseTo(0.5, within(0.025));
    assertThat(counts[1] / 1e4).isCloseTo(0.25, within(0.025));
  }
}
