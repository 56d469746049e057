package dev.coremill.core.cost.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.CostConstant;
import dev.coremill.api.target.Evidence;
import dev.coremill.api.target.Figure;
import dev.coremill.core.cost.ConstantName;
import dev.coremill.core.cost.ConstantTable;
import dev.coremill.core.cost.Generation;
import dev.coremill.core.cost.UnitCosts;
import dev.coremill.core.cost.WeightForm;
import dev.coremill.core.cost.WorkItem;
import dev.coremill.core.cost.WorkKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class CostFitTest {
  private static final double[] EXPECTED = {1, 1, 1, 1, 1, 1, 50, 50};

  /** A device that computes at twice the expected rate, and takes 3 ms before any work. */
  @Test
  void aFitFindsWhatMeasurementsSay() {
    Networks networks = networks();
    List<Measurement> rows = rows(networks);

    CostFit fit = CostFit.fit(known(), networks, rows);

    double fixed = value(fit, ConstantName.FIXED, "");
    double rate = value(fit, ConstantName.COMPUTE, WorkKind.DENSE_CONVOLUTION.text());
    assertThat(fixed).isCloseTo(3, within(0.6));
    assertThat(rate).isCloseTo(2, within(0.3));
    ErrorTable.Line all = new ErrorTable(fit.predictions()).lines().getFirst();
    assertThat(all.rows()).isEqualTo(rows.size());
    assertThat(all.median()).isLessThan(0.15);
  }

  @Test
  void equalMeasurementsGiveEqualConstants() {
    Networks networks = networks();
    List<Measurement> rows = rows(networks);

    assertThat(CostFit.fit(known(), networks, rows).constants())
        .isEqualTo(CostFit.fit(known(), networks, rows).constants());
  }

  @Test
  void aCalibrationKeepsToItsChips() {
    Networks networks = networks();

    CostFit fit = CostFit.calibrate(known(), networks, rows(networks));

    assertThat(fit.constants()).isNotEmpty();
    assertThat(fit.constants()).allMatch(each -> each.chip().equals(Optional.of("one")));
    assertThat(fit.constants()).allMatch(each -> !each.value().source().isBlank());
  }

  @Test
  void configurationsInTheWrongOrderAreCounted() {
    Measurement fast = row("net", WeightForm.PLAIN, 1);
    Measurement slow = row("net", WeightForm.PLAIN.pruned(0.2), 2);

    ConfigurationOrder order =
        ConfigurationOrder.of(
            List.of(new Prediction(fast, 3, 2), new Prediction(slow, 2, 2)), false);

    assertThat(order.pairs()).isEqualTo(1);
    assertThat(order.right()).isZero();
    assertThat(order.wrong()).hasSize(1);
  }

  @Test
  void measurementsThatContradictEachOtherLimitWhatCanBeRight() {
    WeightForm pruned = WeightForm.PLAIN.pruned(0.2);
    List<Prediction> predictions =
        List.of(
            new Prediction(row("net", WeightForm.PLAIN, 1), 2, 2),
            new Prediction(row("net", pruned, 2), 2.1, 2),
            new Prediction(row("net", WeightForm.PLAIN, 4), 2, 2),
            new Prediction(row("net", pruned, 3), 2.1, 2));

    ConfigurationOrder order = ConfigurationOrder.of(predictions, false);

    assertThat(order.pairs()).isEqualTo(4);
    assertThat(order.right()).isEqualTo(2);
    assertThat(order.wrong())
        .extracting(ConfigurationOrder.Group::toString)
        .containsExactly("net on one: 2 of 4, at most 2 can be");
  }

  @Test
  void latenciesThatMayBeEqualBeforeRoundingAreNoPairBeyondIt() {
    List<Prediction> predictions =
        List.of(
            new Prediction(rounded(WeightForm.PLAIN, 0.13), 2, 2),
            new Prediction(rounded(WeightForm.PLAIN.pruned(0.2), 0.12), 3, 2),
            new Prediction(rounded(WeightForm.PLAIN.pruned(0.1), 0.1), 1, 2));

    assertThat(ConfigurationOrder.of(predictions, false).pairs()).isEqualTo(3);
    assertThat(ConfigurationOrder.of(predictions, true).pairs()).isEqualTo(2);
    assertThat(ConfigurationOrder.of(predictions, true).right()).isEqualTo(2);
  }

  private static Measurement rounded(WeightForm form, double milliseconds) {
    Measurement row = row("net", form, milliseconds);
    return new Measurement(
        row.line(),
        row.model(),
        row.network(),
        row.chip(),
        row.unit(),
        row.generation(),
        form,
        false,
        milliseconds,
        0.01,
        row.source());
  }

  private static double value(CostFit fit, String name, String kind) {
    return fit.constants().stream()
        .filter(each -> each.name().equals(name) && each.chip().equals(Optional.of("one")))
        .filter(each -> each.kind().orElse("").equals(kind))
        .findFirst()
        .orElseThrow()
        .value()
        .value();
  }

  private static ConstantTable known() {
    List<CostConstant> constants = new ArrayList<>();
    for (int number = 0; number < EXPECTED.length; number++) {
      String kind = UnitCosts.kind(number);
      constants.add(
          new CostConstant(
              UnitCosts.name(number),
              Optional.empty(),
              Optional.of(ComputeUnit.GPU),
              kind.isEmpty() ? Optional.empty() : Optional.of(kind),
              new Figure(
                  EXPECTED[number],
                  EXPECTED[number] / 5,
                  EXPECTED[number] * 5,
                  Evidence.GUESSED,
                  "the test")));
    }
    return new ConstantTable(constants);
  }

  private static Networks networks() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(5);
    Map<String, List<WorkItem>> networks = new LinkedHashMap<>();
    for (int i = 0; i < 8; i++) {
      networks.put(
          "net" + i,
          List.of(
              new WorkItem(
                  WorkKind.DENSE_CONVOLUTION, 1e9 * (1 + 10 * random.nextDouble()), 1e5, 1e5, 1),
              new WorkItem(WorkKind.ELEMENTWISE, 0, 0, 1e5, 1 + random.nextInt(20))));
    }
    return new Networks(networks);
  }

  private static List<Measurement> rows(Networks networks) {
    List<Measurement> rows = new ArrayList<>();
    networks
        .items()
        .forEach((name, items) ->
            rows.add(row(name, WeightForm.PLAIN, 3 + 2 * items.getFirst().multiplyAdds() / 2e9)));
    return rows;
  }

  private static Measurement row(String network, WeightForm form, double milliseconds) {
    return new Measurement(
        1,
        network,
        network,
        "one",
        ComputeUnit.GPU,
        Generation.AHEAD_OF_RUN,
        form,
        false,
        milliseconds,
        0.001,
        "the test");
  }
}
