package dev.coremill.core.cost.fit;

import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.CostConstant;
import dev.coremill.api.target.Evidence;
import dev.coremill.api.target.Figure;
import dev.coremill.core.cost.ConstantName;
import dev.coremill.core.cost.ConstantTable;
import dev.coremill.core.cost.Generation;
import dev.coremill.core.cost.UnitCosts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Fits constants to measurements, unit after unit.
 *
 * @param constants the constants, with bands and sources
 * @param predictions every row as predicted without its network
 * @param strangers every row as predicted without its chip; empty where only one chip was measured
 */
public record CostFit(
    List<CostConstant> constants, List<Prediction> predictions, List<Prediction> strangers) {
  /** Copies the lists. */
  public CostFit {
    constants = List.copyOf(constants);
    predictions = List.copyOf(predictions);
    strangers = List.copyOf(strangers);
  }

  /**
   * Fits all constants: those of all chips, those of the chips that were measured, and the effects
   * of stored forms.
   *
   * @param known what is known beforehand, with bands: the expectation of what is fitted
   */
  public static CostFit fit(
      ConstantTable known, Networks networks, List<Measurement> measurements) {
    return of(known, networks, measurements, true);
  }

  /**
   * Fits the numbers of the measured chips alone, around what is known of them.
   *
   * @param known the constants that estimates use otherwise
   */
  public static CostFit calibrate(
      ConstantTable known, Networks networks, List<Measurement> measurements) {
    return of(known, networks, measurements, false);
  }

  private static CostFit of(
      ConstantTable known, Networks networks, List<Measurement> measurements, boolean common) {
    List<CostConstant> constants = new ArrayList<>();
    List<Prediction> predictions = new ArrayList<>();
    List<Prediction> strangers = new ArrayList<>();
    for (ComputeUnit unit : ComputeUnit.values()) {
      List<Measurement> rows = new ArrayList<>();
      for (Measurement row : measurements) {
        if (row.unit() == unit) {
          rows.add(row);
        }
      }
      if (!rows.isEmpty()) {
        UnitFit fit = new UnitFit(unit, known, networks, rows, common);
        double[] at = fit.solve(rows, new double[0]);
        List<Prediction> left = CrossValidation.byNetwork(fit, rows, at);
        List<Prediction> others =
            common ? CrossValidation.byChip(fit, rows, at) : List.<Prediction>of();
        predictions.addAll(left);
        strangers.addAll(others);
        constants.addAll(new Result(fit, rows, at, left, others, common).constants());
      }
    }
    return new CostFit(constants, predictions, strangers);
  }

  /** Writes down what a fit found. */
  private static final class Result {
    private final UnitFit fit;
    private final List<Measurement> rows;
    private final double[] at;
    private final List<Prediction> left;
    private final List<Prediction> others;
    private final boolean common;
    private final SymmetricMatrix curvature;
    private final List<CostConstant> constants = new ArrayList<>();

    Result(
        UnitFit fit,
        List<Measurement> rows,
        double[] at,
        List<Prediction> left,
        List<Prediction> others,
        boolean common) {
      this.fit = fit;
      this.rows = rows;
      this.at = at;
      this.left = left;
      this.others = others;
      this.common = common;
      this.curvature = fit.curvature(rows, at);
    }

    List<CostConstant> constants() {
      Parameters parameters = fit.parameters();
      if (common) {
        String source = source("");
        double[] numbers = parameters.commonNumbers(at);
        for (int number = 0; number < numbers.length; number++) {
          add(number, "", numbers[number], parameters.commonUncertainty(curvature, number), source);
        }
        effects(source);
        if (!others.isEmpty()) {
          band("", Bands.factor(others), "predictions of each chip without its rows; " + source);
        }
      }
      for (int chip = 0; chip < parameters.chips().size(); chip++) {
        String id = parameters.chips().get(chip);
        String source = source(id);
        double[] numbers = parameters.chipNumbers(at, chip);
        for (int number = 0; number < numbers.length; number++) {
          add(
              number,
              id,
              numbers[number],
              parameters.chipUncertainty(curvature, chip, number),
              source);
        }
        band(id, Bands.factor(left, id), "predictions of each network without its rows; " + source);
      }
      return constants;
    }

    private void effects(String source) {
      Parameters parameters = fit.parameters();
      for (int i = 0; i < parameters.effects().size(); i++) {
        Parameters.Effect effect = parameters.effects().get(i);
        double uncertainty = parameters.effectUncertainty(curvature, i);
        double value = parameters.effect(at, i);
        add(effect.name(), "", effect.kind(), value, uncertainty, source);
        if (effect.kind().equals(Generation.JUST_IN_TIME.text())) {
          String later = Generation.MOSTLY_JUST_IN_TIME.text();
          add(effect.name(), "", later, value, uncertainty, source);
        }
      }
    }

    private void band(String chip, double factor, String source) {
      add(ConstantName.BAND, chip, "", factor, 0, source);
    }

    private void add(int number, String chip, double value, double uncertainty, String source) {
      add(UnitCosts.name(number), chip, UnitCosts.kind(number), value, uncertainty, source);
    }

    private void add(
        String name, String chip, String kind, double value, double uncertainty, String source) {
      double width = StrictMath.exp(Parameters.BAND * uncertainty);
      constants.add(
          new CostConstant(
              name,
              chip.isEmpty() ? Optional.empty() : Optional.of(chip),
              Optional.of(fit.unit()),
              kind.isEmpty() ? Optional.empty() : Optional.of(kind),
              new Figure(value, value / width, value * width, Evidence.FITTED, source)));
    }

    /** How many rows there are for a chip, or for all, and where they are from. */
    private String source(String chip) {
      TreeSet<String> networks = new TreeSet<>();
      TreeSet<String> sources = new TreeSet<>();
      int count = 0;
      for (Measurement row : rows) {
        if (chip.isEmpty() || row.chip().equals(chip)) {
          networks.add(row.network());
          sources.add(row.source());
          count++;
        }
      }
      return "fit of "
          + count
          + (count == 1 ? " latency of " : " latencies of ")
          + networks.size()
          + (networks.size() == 1 ? " network: " : " networks: ")
          + String.join("; ", sources);
    }
  }
}
