package dev.coremill.core.profile;

import dev.coremill.api.weight.Encoding;
import java.util.Map;
import java.util.Optional;

/** What a pipeline that has not run yet will make of constants. */
@FunctionalInterface
public interface EncodingPlan {
  /** Everything stays as it is. */
  EncodingPlan UNCHANGED = (_, _) -> Optional.empty();

  /**
   * The encoding that is planned for a constant; empty where it stays as it is.
   *
   * @param function the function, with the path of its model in a pipeline before it
   * @param constant the name of the constant in that function
   */
  Optional<Encoding> planned(String function, String constant);

  /** A plan by the names of constants, which holds for every function that has such a constant. */
  static EncodingPlan of(Map<String, Encoding> encodings) {
    Map<String, Encoding> copy = Map.copyOf(encodings);
    return (_, constant) -> Optional.ofNullable(copy.get(constant));
  }
}
