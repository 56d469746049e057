package dev.coremill.core.cost;

import static dev.coremill.api.target.ComputeUnit.CPU;
import static dev.coremill.core.cost.CostSketches.value;
import static dev.coremill.core.cost.CostSketches.weight;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.target.OperandProfile;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;
import dev.coremill.core.cost.CostSketches.Sketch;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ActivationPeakTest {
  private static OperandProfile state(String name, long elements) {
    return new OperandProfile(
        "state", name, DataType.FLOAT16, Shape.of(elements), Optional.empty(), true);
  }

  @Test
  void aChainHoldsWhatAnOperationReadsAndWrites() {
    Sketch sketch =
        new Sketch(value("in", 10))
            .add("relu", CPU, 0, value("a", 100), value("in", 10))
            .add("relu", CPU, 0, value("b", 50), value("a", 100))
            .add("relu", CPU, 0, value("c", 5), value("b", 50))
            .returns(value("c", 5));

    assertThat(ActivationPeak.bytes(sketch.profile())).isEqualTo(2 * (100 + 50));
  }

  @Test
  void aValueThatIsNeededLaterLivesUntilThen() {
    Sketch sketch =
        new Sketch(value("in", 10))
            .add("relu", CPU, 0, value("a", 100), value("in", 10))
            .add("relu", CPU, 0, value("b", 50), value("a", 100))
            .add("relu", CPU, 0, value("c", 70), value("b", 50))
            .add("add", CPU, 0, value("d", 1), value("a", 100), value("c", 70))
            .returns(value("d", 1));

    assertThat(ActivationPeak.bytes(sketch.profile())).isEqualTo(2 * (100 + 50 + 70));
  }

  @Test
  void whatIsReturnedLivesToTheEndAndWhatNobodyReadsNoLonger() {
    Sketch sketch =
        new Sketch(value("in", 10))
            .add("relu", CPU, 0, value("a", 100), value("in", 10))
            .add("relu", CPU, 0, value("unread", 30), value("in", 10))
            .add("relu", CPU, 0, value("b", 20), value("in", 10))
            .returns(value("a", 100));

    assertThat(ActivationPeak.bytes(sketch.profile())).isEqualTo(2 * (10 + 100 + 30));
  }

  @Test
  void constantsAndStatesAreNoActivations() {
    Sketch sketch =
        new Sketch(value("in", 10))
            .add(
                "linear",
                CPU,
                1,
                value("a", 100),
                value("in", 10),
                weight("w", new Encoding.Dense(DataType.FLOAT16, Shape.of(1000, 1000))))
            .add("coreml_update_state", CPU, 0, state("cache", 5000), value("a", 100))
            .returns(value("a", 100));

    assertThat(ActivationPeak.bytes(sketch.profile())).isEqualTo(2 * (10 + 100));
  }

  /** Against the plain definition: at each operation, what was made and is still needed. */
  @Test
  void itIsTheLargestSetThatLivesAtTheSameTime() {
    SplittableRandom random = new SplittableRandom(11);
    for (int round = 0; round < 200; round++) {
      int count = 1 + random.nextInt(12);
      long[] sizes = new long[count + 1];
      int[] lastUse = new int[count + 1];
      sizes[0] = 1L + random.nextInt(100);
      Sketch sketch = new Sketch(value("v0", sizes[0]));
      for (int i = 1; i <= count; i++) {
        sizes[i] = 1L + random.nextInt(100);
        int one = random.nextInt(i);
        int two = random.nextInt(i);
        lastUse[i] = i - 1;
        lastUse[one] = i - 1;
        lastUse[two] = i - 1;
        sketch.add(
            "add", CPU, 0, value("v" + i, sizes[i]), value("v" + one, 1), value("v" + two, 1));
      }
      lastUse[count] = count;
      sketch.returns(value("v" + count, sizes[count]));
      long peak = sizes[0];
      for (int operation = 0; operation < count; operation++) {
        long living = 0;
        for (int i = 0; i <= operation + 1; i++) {
          living += lastUse[i] >= operation ? sizes[i] : 0;
        }
        peak = Math.max(peak, living);
      }

      assertThat(ActivationPeak.bytes(sketch.profile())).as("round %d", round).isEqualTo(2 * peak);
    }
  }
}
