package dev.coremill.core.inspect;

import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;
import dev.coremill.core.report.WeightError;
import java.util.List;
import java.util.Optional;

/**
 * How two packages differ.
 *
 * @param before the first package
 * @param after the second package
 * @param bytesBefore bytes of all files of the first
 * @param bytesAfter bytes of all files of the second
 * @param structure differences of models, metadata, functions and operations, a sentence for each,
 *     beginning with the place
 * @param constants constants that differ, in the order of the first package, then those that only
 *     the second has
 * @param equalConstants how many constants are stored alike and hold the same
 */
public record Difference(
    String before,
    String after,
    long bytesBefore,
    long bytesAfter,
    List<String> structure,
    List<ConstantDifference> constants,
    int equalConstants) {
  /** Copies the lists. */
  public Difference {
    structure = List.copyOf(structure);
    constants = List.copyOf(constants);
  }

  /** Whether nothing differs. */
  public boolean isEmpty() {
    return structure.isEmpty() && constants.isEmpty();
  }

  /**
   * A constant that differs.
   *
   * @param function the function, with the path of its model before it
   * @param name the constant's name
   * @param before how the first package stores it; empty where it lacks it
   * @param after how the second package stores it; empty where it lacks it
   * @param error how far the values of the second are from those of the first; empty where they
   *     cannot be compared
   * @param remark what else there is to say, such as why they cannot be compared; empty for nothing
   */
  public record ConstantDifference(
      String function,
      String name,
      Optional<Encoding> before,
      Optional<Encoding> after,
      Optional<WeightError> error,
      String remark) {
    /** The shape of the value, of the first package where it has it. */
    public Optional<Shape> shape() {
      return before.or(() -> after).map(Encoding::shape);
    }
  }
}
