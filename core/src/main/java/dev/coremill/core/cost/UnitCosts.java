package dev.coremill.core.cost;

import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.CostConstant;
import java.util.List;
import java.util.Optional;

/**
 * The rates of a unit of a chip.
 *
 * @param fixedMs milliseconds of a prediction before any work
 * @param dispatchUs microseconds of an operation before any work
 * @param tflops tera-operations in a second, for each kind of work that has a rate
 * @param cachedWeightGbs gigabytes of weights in a second out of caches
 * @param activationGbs gigabytes of activations in a second
 */
@SuppressWarnings("ArrayRecordComponent")
public record UnitCosts(
    double fixedMs,
    double dispatchUs,
    double[] tflops,
    double cachedWeightGbs,
    double activationGbs) {
  private static final List<WorkKind> COMPUTING =
      List.of(WorkKind.DENSE_CONVOLUTION, WorkKind.POINTWISE, WorkKind.DEPTHWISE, WorkKind.MATRIX);

  /** Kinds of work that have a rate. */
  static final int COMPUTING_KINDS = 4;

  /** How many numbers these are. */
  public static final int NUMBERS = 4 + COMPUTING_KINDS;

  /** How each number follows the speed of a chip that has none of its own: the exponent. */
  private static final double[] FOLLOWS_SPEED = {-0.5, -0.5, 1, 1, 1, 1, 0, 1};

  /** Tera-operations in a second of a kind of work that has a rate. */
  double rate(WorkKind kind) {
    return tflops[COMPUTING.indexOf(kind)];
  }

  /** The name of the constant of a number. */
  public static String name(int number) {
    return switch (number) {
      case 0 -> ConstantName.FIXED;
      case 1 -> ConstantName.DISPATCH;
      case 6 -> ConstantName.CACHED_WEIGHTS;
      case 7 -> ConstantName.ACTIVATIONS;
      default -> ConstantName.COMPUTE;
    };
  }

  /** The kind of the constant of a number; empty where it has none. */
  public static String kind(int number) {
    return number >= 2 && number < 2 + COMPUTING_KINDS ? COMPUTING.get(number - 2).text() : "";
  }

  /** The exponent with which a number follows the speed of a chip. */
  public static double followsSpeed(int number) {
    return FOLLOWS_SPEED[number];
  }

  /** From the numbers in their order. */
  public static UnitCosts of(double[] numbers) {
    double[] tflops = new double[COMPUTING_KINDS];
    System.arraycopy(numbers, 2, tflops, 0, COMPUTING_KINDS);
    return new UnitCosts(numbers[0], numbers[1], tflops, numbers[6], numbers[7]);
  }

  /** Whether a table says anything of a unit. */
  static boolean known(ConstantTable table, ComputeUnit unit) {
    for (int number = 0; number < NUMBERS; number++) {
      if (table.constant(name(number), Optional.empty(), unit, kind(number)).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** The numbers of a chip's unit: its own, or those of all chips at its speed. */
  public static double[] numbers(ConstantTable table, String chip, ComputeUnit unit) {
    double speed = table.value(ConstantName.SPEED, chip, unit, "", 1);
    double[] numbers = new double[NUMBERS];
    for (int number = 0; number < NUMBERS; number++) {
      String name = name(number);
      Optional<CostConstant> own = table.constant(name, Optional.of(chip), unit, kind(number));
      if (own.isPresent()) {
        numbers[number] = own.get().value().value();
      } else {
        double base =
            table
                .constant(name, Optional.empty(), unit, kind(number))
                .map(found -> found.value().value())
                .orElse(Double.NaN);
        numbers[number] = base * StrictMath.pow(speed, FOLLOWS_SPEED[number]);
      }
    }
    return numbers;
  }

  /** Whether a chip's unit has numbers of its own. */
  static boolean isMeasured(ConstantTable table, String chip, ComputeUnit unit) {
    return table.constant(ConstantName.FIXED, Optional.of(chip), unit, "").isPresent();
  }
}
