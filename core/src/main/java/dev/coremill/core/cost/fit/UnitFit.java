package dev.coremill.core.cost.fit;

import dev.coremill.api.target.ComputeUnit;
import dev.coremill.core.cost.ConstantName;
import dev.coremill.core.cost.ConstantTable;
import dev.coremill.core.cost.EffectConstants;
import dev.coremill.core.cost.Generation;
import dev.coremill.core.cost.NetworkTime;
import dev.coremill.core.cost.StoredEffect;
import dev.coremill.core.cost.UnitCosts;
import dev.coremill.core.cost.WeightForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** Fits the constants of one unit to the rows that were measured on it. */
final class UnitFit {
  private final ComputeUnit unit;
  private final ConstantTable known;
  private final Networks networks;
  private final Parameters parameters;

  /**
   * @param rows all rows of the unit; single fits may use fewer
   * @param common whether the numbers of all chips and the effects are fitted too
   */
  UnitFit(
      ComputeUnit unit,
      ConstantTable known,
      Networks networks,
      List<Measurement> rows,
      boolean common) {
    this.unit = unit;
    this.known = known;
    this.networks = networks;
    TreeSet<String> chips = new TreeSet<>();
    for (Measurement row : rows) {
      chips.add(row.chip());
    }
    this.parameters =
        new Parameters(
            unit,
            known,
            new ArrayList<>(chips),
            common,
            Parameters.effects(known, unit, told(rows)));
  }

  /** The effects that rows tell something about. */
  private static List<String[]> told(List<Measurement> rows) {
    TreeSet<String> told = new TreeSet<>();
    for (Measurement row : rows) {
      switch (row.generation()) {
        case BEFORE_PROGRAMS, JUST_IN_TIME, MOSTLY_JUST_IN_TIME ->
            told.add(ConstantName.RELEASE + " " + fittedGeneration(row.generation()).text());
        case AHEAD_OF_RUN -> {}
      }
      if (row.quantizedActivations()) {
        told.add(ConstantName.QUANTIZED_COMPUTE + " ");
        told.add(ConstantName.QUANTIZED_ACTIVATIONS + " ");
      } else if (row.form().kind() == WeightForm.Kind.INTEGER) {
        told.add(ConstantName.INTEGER_SAVING + " ");
      }
      if (row.form().density() < 0.5) {
        told.add(ConstantName.SPARSE_COMPUTE + " ");
      }
    }
    List<String[]> split = new ArrayList<>();
    for (String each : told) {
      split.add(each.split(" ", 2));
    }
    return split;
  }

  /** Two generations share a factor: no rows tell them apart. */
  static Generation fittedGeneration(Generation generation) {
    return generation == Generation.MOSTLY_JUST_IN_TIME ? Generation.JUST_IN_TIME : generation;
  }

  ComputeUnit unit() {
    return unit;
  }

  Parameters parameters() {
    return parameters;
  }

  /** The best parameters for some rows, sought from a start; empty for the beginning. */
  double[] solve(List<Measurement> rows, double[] start) {
    return problem(rows).minimize(start.length == 0 ? new double[parameters.size()] : start);
  }

  /** How sure parameters are. */
  SymmetricMatrix curvature(List<Measurement> rows, double[] at) {
    return new SymmetricMatrix(problem(rows).curvature(at));
  }

  private LeastSquares problem(List<Measurement> rows) {
    SymmetricMatrix covariance = ErrorModel.covariance(rows);
    double[] logarithms = new double[rows.size()];
    NetworkTime[] times = new NetworkTime[rows.size()];
    for (int i = 0; i < logarithms.length; i++) {
      logarithms[i] = StrictMath.log(rows.get(i).milliseconds());
      times[i] = time(rows.get(i));
    }
    return new LeastSquares(at -> {
      UnitCosts[] costs = costs(at);
      EffectConstants effects = effects(at);
      double[] errors = new double[logarithms.length];
      for (int i = 0; i < errors.length; i++) {
        errors[i] =
            StrictMath.log(predict(at, rows.get(i), times[i], costs, effects)) - logarithms[i];
      }
      return covariance.forward(errors);
    });
  }

  private UnitCosts[] costs(double[] at) {
    UnitCosts[] costs = new UnitCosts[parameters.chips().size()];
    for (int chip = 0; chip < costs.length; chip++) {
      costs[chip] = UnitCosts.of(parameters.chipNumbers(at, chip));
    }
    return costs;
  }

  private NetworkTime time(Measurement row) {
    return new NetworkTime(
        networks.items().getOrDefault(row.network(), List.of()), known, row.chip(), unit);
  }

  /** Milliseconds that a row is predicted to take. */
  double predict(double[] at, Measurement row) {
    return predict(at, row, time(row), costs(at), effects(at));
  }

  private double predict(
      double[] at, Measurement row, NetworkTime time, UnitCosts[] costs, EffectConstants effects) {
    boolean compressed = row.generation().compareTo(Generation.JUST_IN_TIME) >= 0;
    WeightForm form = compressed ? row.form() : WeightForm.PLAIN;
    StoredEffect effect = effects.of(form, form.nominalShare(), row.quantizedActivations(), 1);
    return time.milliseconds(
        costs[parameters.chips().indexOf(row.chip())], release(at, row.generation()), effect);
  }

  private double release(double[] at, Generation generation) {
    String kind = fittedGeneration(generation).text();
    return effect(at, ConstantName.RELEASE, kind, 1);
  }

  private EffectConstants effects(double[] at) {
    // Effects are known of units, not of single chips, as far as fits go.
    String none = "";
    return new EffectConstants(
        Math.min(1, effect(at, ConstantName.INTEGER_SAVING, none, 1)),
        known.value(ConstantName.BLOCK_SAVING, none, unit, none, 1),
        known.value(ConstantName.PALETTE_SAVING, none, unit, none, 1),
        known.value(ConstantName.BIT_FLOOR, none, unit, none, 1),
        effect(at, ConstantName.QUANTIZED_COMPUTE, none, 1),
        effect(at, ConstantName.QUANTIZED_ACTIVATIONS, none, 1),
        Math.min(1, effect(at, ConstantName.SPARSE_COMPUTE, none, 1)));
  }

  private double effect(double[] at, String name, String kind, double otherwise) {
    List<Parameters.Effect> effects = parameters.effects();
    for (int i = 0; i < effects.size(); i++) {
      if (effects.get(i).name().equals(name) && effects.get(i).kind().equals(kind)) {
        return parameters.effect(at, i);
      }
    }
    return known.value(name, "", unit, kind, otherwise);
  }

  @Override
  public String toString() {
    return "fit of the " + unit.name().toLowerCase(Locale.ROOT);
  }
}
