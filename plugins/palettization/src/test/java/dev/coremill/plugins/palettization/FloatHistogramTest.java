package dev.coremill.plugins.palettization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FloatHistogramTest {
  private static final int COUNT = 400_000;

  /** What the documentation of the modes promises; the largest that is measured here is 4.3e-6. */
  private static final double LARGEST_LOSS = 1e-5;

  @ParameterizedTest
  @CsvSource({
    "normal, 1", "normal, 2", "normal, 4", "normal, 6", "normal, 8",
    "heavy, 1", "heavy, 2", "heavy, 4", "heavy, 6", "heavy, 8",
    "even, 1", "even, 2", "even, 4", "even, 6", "even, 8"
  })
  void mergedNeighboursCostNextToNothing(String distribution, int bits) {
    float[] numbers = numbers(distribution, new SplittableRandom(bits));
    Tensor tensor = Tensor.ofFloats(Shape.of(COUNT), numbers);
    SortedValues bins = new SortedValues();
    boolean merged =
        new FloatHistogram()
            .collect(FloatSource.of(tensor), GroupRuns.ofDense(tensor.shape(), 0, 1), 0, bins);
    Arrays.sort(numbers);
    SortedValues all = new SortedValues();
    for (float number : numbers) {
      all.add(number, 1);
    }

    Palette ofBins = Palette.optimal(bins, 1 << bits, DataType.FLOAT32, new OptimalClusters());
    Palette exact = Palette.optimal(all, 1 << bits, DataType.FLOAT32, new OptimalClusters());

    assertThat(merged).isTrue();
    double error = Palette.given(all, ofBins.entries()).error();
    assertThat(error / exact.error() - 1).isLessThan(LARGEST_LOSS);
  }

  private static float[] numbers(String distribution, SplittableRandom random) {
    float[] numbers = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      double normal = random.nextGaussian();
      numbers[i] =
          (float)
              switch (distribution) {
                case "normal" -> normal * 0.02;
                // Student's t with three degrees of freedom: a few numbers far out.
                case "heavy" ->
                    normal * 0.02 / Math.sqrt(-Math.log(random.nextDouble()) * 2 / 3 + 1e-6);
                default -> random.nextDouble() * 2 - 1;
              };
    }
    return numbers;
  }
}
