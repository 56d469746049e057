package dev.coremill.core.cost;

import static dev.coremill.api.target.ComputeUnit.CPU;
import static dev.coremill.api.target.ComputeUnit.GPU;
import static dev.coremill.api.target.ComputeUnit.NEURAL_ENGINE;
import static dev.coremill.core.cost.CostSketches.CHIP;
import static dev.coremill.core.cost.CostSketches.constant;
import static dev.coremill.core.cost.CostSketches.setting;
import static dev.coremill.core.cost.CostSketches.table;
import static dev.coremill.core.cost.CostSketches.value;
import static dev.coremill.core.cost.CostSketches.weight;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.Estimate;
import dev.coremill.api.target.OperationEstimate;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;
import dev.coremill.core.cost.CostSketches.Sketch;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EstimateMakerTest {
  private static final long MULTIPLY_ADDS = 500_000_000;

  /** 4-bit indices and one table for 2 MB of plain weights. */
  private static final Encoding PALETTE =
      new Encoding.Lookup(
          new Encoding.Dense(DataType.UINT4, Shape.of(1000, 1000)),
          new Encoding.Dense(DataType.FLOAT16, Shape.of(1, 1, 16, 1)),
          0);

  private static final Encoding PLAIN = new Encoding.Dense(DataType.FLOAT16, Shape.of(1000, 1000));

  private static Estimate estimate(ConstantTable table, String system, Sketch sketch) {
    return new EstimateMaker(table, sketch.profile(), setting(system), sketch.placements())
        .estimate();
  }

  /** Two matrix products with an activation function, all on these units. */
  private static Sketch products(Encoding stored, ComputeUnit one, ComputeUnit two) {
    return new Sketch(value("in", 1000))
        .add("linear", one, MULTIPLY_ADDS, value("a", 1000), value("in", 1000), weight("w", stored))
        .add("relu", two, 0, value("b", 1000), value("a", 1000))
        .add("linear", two, MULTIPLY_ADDS, value("c", 1000), value("b", 1000), weight("v", stored))
        .returns(value("c", 1000));
  }

  /** Casts that the CPU does around products on another unit. */
  private static Sketch betweenCasts(ComputeUnit unit) {
    return new Sketch(value("in", 1000))
        .add("cast", CPU, 0, value("x", 1000), value("in", 1000))
        .add("linear", unit, MULTIPLY_ADDS, value("a", 1000), value("x", 1000), weight("w", PLAIN))
        .add("cast", CPU, 0, value("y", 1000), value("a", 1000))
        .returns(value("y", 1000));
  }

  @ParameterizedTest
  @EnumSource(ComputeUnit.class)
  void aFunctionOnOneUnitTakesWhatTheFitPredictsForItsWork(ComputeUnit unit) {
    Sketch sketch = products(PLAIN, unit, unit);

    double fitted =
        new NetworkTime(Workload.of(sketch.profile()), table(), CHIP, unit)
            .milliseconds(
                UnitCosts.of(UnitCosts.numbers(table(), CHIP, unit)), 1, StoredEffect.NONE);

    // 1 ms fixed and twice the longest of 1 ms of computing and 0.2 ms of reading 2 MB, and 1 µs.
    assertThat(fitted).isCloseTo(3.002, within(1e-9));
    assertThat(estimate(table(), "iOS18", sketch).latency().value())
        .isCloseTo(fitted, within(1e-9));
  }

  @Test
  void castsAtTheBordersArePartOfTheFixedTime() {
    Estimate estimate = estimate(table(), "iOS18", betweenCasts(NEURAL_ENGINE));

    assertThat(estimate.latency().value()).isCloseTo(2.001, within(1e-9));
    assertThat(estimate.operations())
        .extracting(OperationEstimate::unit)
        .containsExactly(CPU, NEURAL_ENGINE, CPU);
    assertThat(estimate.operations().getFirst().latency().value()).isZero();
    assertThat(estimate.operations().getFirst().latency().source())
        .isEqualTo("part of the fixed time of a prediction");
    assertThat(estimate.remarks()).noneMatch(remark -> remark.contains("split between units"));
  }

  @Test
  void goingToAnotherUnitCostsAHandoverAndTheBytes() {
    Estimate together = estimate(table(), "iOS18", products(PLAIN, NEURAL_ENGINE, NEURAL_ENGINE));
    Estimate split = estimate(table(), "iOS18", products(PLAIN, NEURAL_ENGINE, GPU));

    // 2,000 bytes at 10 GB/s are 0.0002 ms.
    assertThat(split.latency().value())
        .isCloseTo(together.latency().value() + 0.5002, within(1e-9));
    assertThat(split.operations().get(1).terms())
        .extracting(OperationEstimate.Term::name)
        .containsExactly("transfer");
    assertThat(split.operations().get(2).terms())
        .extracting(OperationEstimate.Term::name)
        .doesNotContain("transfer");
    assertThat(split.remarks()).anyMatch(remark -> remark.contains("split between units"));
  }

  @Test
  void aTypeThatACastMakesIsNothingThatTheFunctionComputes() {
    Sketch sketch = betweenCasts(GPU);
    Border border = Border.of(sketch.profile());

    assertThat(List.of(border.contains(0), border.contains(1), border.contains(2)))
        .containsExactly(true, false, true);
  }

  @ParameterizedTest
  @CsvSource({
    "iOS16, NEURAL_ENGINE, false",
    "iOS17, NEURAL_ENGINE, true",
    "iOS18, GPU, true",
    "iOS18, CPU, false",
    "macOS13, GPU, false",
    "macOS14, GPU, true",
  })
  void tablesStayCompressedWhereTheRuntimeKeepsThem(
      String system, ComputeUnit unit, boolean compressed) {
    Estimate estimate = estimate(table(), system, products(PALETTE, unit, unit));
    double stored = 2 * (500_000 + 32);

    assertThat(estimate.weightsOnDisk().value()).isEqualTo(stored);
    assertThat(estimate.weightsResident().value()).isEqualTo(compressed ? stored : 4_000_000);
    assertThat(estimate.weightsResident().low()).isLessThanOrEqualTo(stored);
    assertThat(estimate.weightsResident().high()).isEqualTo(4_000_000);
  }

  @Test
  void compressedWeightsAreReadFasterWhereTheyStayCompressed() {
    // 1 GB/s of weights: reading is what counts.
    ConstantTable slow =
        table().with(List.of(constant(ConstantName.CACHED_WEIGHTS, NEURAL_ENGINE, "", 1)));
    Sketch sketch = products(PALETTE, NEURAL_ENGINE, NEURAL_ENGINE);

    double before = estimate(slow, "iOS16", sketch).latency().value();
    double now = estimate(slow, "iOS18", sketch).latency().value();

    assertThat(before).isCloseTo(1 + 2 * 2.001, within(1e-9));
    assertThat(now).isCloseTo(1 + 2 * 1.001, within(1e-9));
  }

  @Test
  void energyIsTimeAndThePowerOfTheUnitsThatTakeIt() {
    Estimate estimate = estimate(table(), "iOS18", products(PLAIN, NEURAL_ENGINE, GPU));

    assertThat(estimate.energy().value()).isCloseTo(3 * estimate.latency().value(), within(1e-9));
  }

  @Test
  void theBandIsTheFactorOfTheUnitThatTakesMostOfTheTime() {
    ConstantTable wide = table().with(List.of(constant(ConstantName.BAND, GPU, "", 5)));

    Estimate estimate = estimate(wide, "iOS18", products(PLAIN, CPU, GPU));

    assertThat(estimate.latency().high()).isCloseTo(5 * estimate.latency().value(), within(1e-9));
    assertThat(estimate.latency().low()).isCloseTo(estimate.latency().value() / 5, within(1e-9));
  }
}
