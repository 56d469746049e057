package dev.coremill.core.profile;

import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.target.OperationProfile;
import dev.coremill.api.target.ProgramProfile;
import java.util.ArrayList;
import java.util.List;

/**
 * Values whose shapes a program leaves open, most of them because they depend on data: their
 * profile has the largest possible ones.
 */
public final class UpperBounds {
  private UpperBounds() {}

  /**
   * The names of these values: what a program leaves open although it states the shapes of all its
   * inputs. Empty where it leaves inputs open too, which are then said to be.
   */
  public static List<String> of(ProgramProfile profile) {
    List<String> names = new ArrayList<>();
    if (profile.flexible().isEmpty()) {
      for (OperationProfile operation : profile.operations()) {
        for (NamedType output : operation.operation().outputs()) {
          if (output.type() instanceof ValueType.OfTensor tensor && tensor.shape().isEmpty()) {
            names.add(output.name());
          }
        }
      }
    }
    return names;
  }

  /** What a reader should know of them, as a sentence without its full stop; empty without them. */
  public static String text(ProgramProfile profile) {
    List<String> names = of(profile);
    if (names.isEmpty()) {
      return "";
    }
    String first = String.join(", ", names.subList(0, Math.min(3, names.size())));
    return "the "
        + (names.size() == 1 ? "shape of " : "shapes of ")
        + first
        + (names.size() > 3 ? " and " + (names.size() - 3) + " more" : "")
        + (names.size() == 1 ? " is" : " are")
        + " open in the program: the largest possible counts";
  }
}
