package dev.coremill.core.cost.fit;

import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.CostConstant;
import dev.coremill.api.target.Figure;
import dev.coremill.core.cost.ConstantName;
import dev.coremill.core.cost.ConstantTable;
import dev.coremill.core.cost.UnitCosts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parameters of a fit of one unit, each with an expectation of 0 and a standard deviation of 1:
 * how far the common numbers are from what is known beforehand (in a fit; a calibration leaves them
 * alone), how far the speed of each chip is from what its facts say, how far each number of a chip
 * is from the common one at that speed, and how far effects of stored forms are from what is known
 * beforehand.
 */
final class Parameters {
  /** Standard deviations of a chip's numbers, in logarithms, on the Neural Engine. */
  private static final double[] CHIP_DEVIATION = {0.15, 0.15, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1};

  /** Runtimes for GPU and CPU differ more from chip to chip. */
  private static final double WIDER = 2;

  /** A band of nine in ten cases is so many standard deviations wide to each side. */
  static final double BAND = 1.645;

  private final ComputeUnit unit;
  private final ConstantTable known;
  private final List<String> chips;
  private final List<Effect> effects;
  private final boolean common;
  private final double[] commonCentre = new double[UnitCosts.NUMBERS];
  private final double[] commonDeviation = new double[UnitCosts.NUMBERS];
  private final double[][] chipCentre;
  private final double[] speedDeviation;

  /**
   * A constant of an effect that is fitted.
   *
   * @param name its name
   * @param kind its kind; may be empty
   * @param centre the logarithm of what is known beforehand
   * @param deviation its standard deviation
   */
  record Effect(String name, String kind, double centre, double deviation) {}

  /**
   * @param known what is known beforehand
   * @param chips the chips with rows
   * @param common whether the common numbers and the effects are fitted too
   * @param effects names and kinds of the effects that rows tell something about
   */
  Parameters(
      ComputeUnit unit,
      ConstantTable known,
      List<String> chips,
      boolean common,
      List<Effect> effects) {
    this.unit = unit;
    this.known = known;
    this.chips = List.copyOf(chips);
    this.common = common;
    this.effects = common ? List.copyOf(effects) : List.of();
    this.chipCentre = new double[chips.size()][UnitCosts.NUMBERS];
    this.speedDeviation = new double[chips.size()];
    for (int number = 0; number < UnitCosts.NUMBERS; number++) {
      Figure figure = commonFigure(number);
      commonCentre[number] = StrictMath.log(figure.value());
      commonDeviation[number] = deviation(figure);
    }
    for (int chip = 0; chip < chips.size(); chip++) {
      Optional<CostConstant> speed =
          known.constant(ConstantName.SPEED, Optional.of(chips.get(chip)), unit, "");
      speedDeviation[chip] =
          Math.max(0.1, speed.map(found -> deviation(found.value())).orElse(0.5));
      double[] own = UnitCosts.numbers(known, chips.get(chip), unit);
      double factor = speed.map(found -> found.value().value()).orElse(1.0);
      for (int number = 0; number < UnitCosts.NUMBERS; number++) {
        chipCentre[chip][number] =
            common
                ? commonCentre[number] + UnitCosts.followsSpeed(number) * StrictMath.log(factor)
                : StrictMath.log(own[number]);
      }
    }
  }

  private Figure commonFigure(int number) {
    return known
        .constant(UnitCosts.name(number), Optional.empty(), unit, UnitCosts.kind(number))
        .orElseThrow(() ->
            new IllegalStateException(
                "no " + UnitCosts.name(number) + " of the " + unit + " to begin with"))
        .value();
  }

  /** The standard deviation, in logarithms, that a band speaks of. */
  static double deviation(Figure figure) {
    return StrictMath.log(figure.high() / figure.low()) / (2 * BAND);
  }

  int size() {
    return (common ? UnitCosts.NUMBERS : 0)
        + chips.size() * (1 + UnitCosts.NUMBERS)
        + effects.size();
  }

  List<String> chips() {
    return chips;
  }

  List<Effect> effects() {
    return effects;
  }

  /** What the logarithm of a chip's number depends on: its derivatives. */
  double[] chipWeights(int chip, int number) {
    double[] weights = new double[size()];
    if (common) {
      weights[number] = commonDeviation[number];
    }
    int speed = (common ? UnitCosts.NUMBERS : 0) + chip;
    weights[speed] = UnitCosts.followsSpeed(number) * speedDeviation[chip];
    weights[deviationIndex(chip, number)] = chipDeviation(number);
    return weights;
  }

  private int deviationIndex(int chip, int number) {
    return (common ? UnitCosts.NUMBERS : 0) + chips.size() + chip * UnitCosts.NUMBERS + number;
  }

  private double chipDeviation(int number) {
    return CHIP_DEVIATION[number] * (unit == ComputeUnit.NEURAL_ENGINE ? 1 : WIDER);
  }

  /** The numbers of a chip's unit. */
  double[] chipNumbers(double[] at, int chip) {
    double[] numbers = new double[UnitCosts.NUMBERS];
    int first = common ? UnitCosts.NUMBERS : 0;
    for (int number = 0; number < numbers.length; number++) {
      double logarithm = chipCentre[chip][number];
      if (common) {
        logarithm += commonDeviation[number] * at[number];
      }
      logarithm += UnitCosts.followsSpeed(number) * speedDeviation[chip] * at[first + chip];
      logarithm += chipDeviation(number) * at[deviationIndex(chip, number)];
      numbers[number] = StrictMath.exp(logarithm);
    }
    return numbers;
  }

  /** The common numbers. */
  double[] commonNumbers(double[] at) {
    double[] numbers = new double[UnitCosts.NUMBERS];
    for (int number = 0; number < numbers.length; number++) {
      numbers[number] =
          StrictMath.exp(
              commonCentre[number] + (common ? commonDeviation[number] * at[number] : 0));
    }
    return numbers;
  }

  /** How uncertain the logarithm of a common number is. */
  double commonUncertainty(SymmetricMatrix curvature, int number) {
    double[] weights = new double[size()];
    weights[number] = commonDeviation[number];
    return uncertainty(curvature, weights);
  }

  /** How uncertain the logarithm of a chip's number is. */
  double chipUncertainty(SymmetricMatrix curvature, int chip, int number) {
    return uncertainty(curvature, chipWeights(chip, number));
  }

  /** How uncertain the logarithm of an effect is. */
  double effectUncertainty(SymmetricMatrix curvature, int effect) {
    double[] weights = new double[size()];
    weights[size() - effects.size() + effect] = effects.get(effect).deviation();
    return uncertainty(curvature, weights);
  }

  private static double uncertainty(SymmetricMatrix curvature, double[] weights) {
    double[] half = curvature.forward(weights);
    double sum = 0;
    for (double each : half) {
      sum += each * each;
    }
    return Math.sqrt(sum);
  }

  /** The value of an effect. */
  double effect(double[] at, int effect) {
    Effect found = effects.get(effect);
    return StrictMath.exp(
        found.centre() + found.deviation() * at[at.length - effects.size() + effect]);
  }

  /** The effects that a list of names and kinds finds in a table, those without a band left out. */
  static List<Effect> effects(ConstantTable known, ComputeUnit unit, List<String[]> namesAndKinds) {
    List<Effect> effects = new ArrayList<>();
    for (String[] each : namesAndKinds) {
      Optional<CostConstant> found = known.constant(each[0], Optional.empty(), unit, each[1]);
      if (found.isPresent()
          && found.get().value().low() > 0
          && found.get().value().high() > found.get().value().low()) {
        Figure figure = found.get().value();
        effects.add(
            new Effect(each[0], each[1], StrictMath.log(figure.value()), deviation(figure)));
      }
    }
    return effects;
  }
}
