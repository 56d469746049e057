package dev.coremill.core.evaluate;

import dev.coremill.api.runtime.ProgramRuntime;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.problem.Suggestions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Chooses among the runtimes that are installed. */
public final class Runtimes {
  private static final String USUAL = "torch";

  private Runtimes() {}

  /**
   * The runtime of a name; without a name {@code torch}, or else the first.
   *
   * @throws ProblemException if there is none
   */
  public static ProgramRuntime choose(List<ProgramRuntime> installed, Optional<String> name) {
    if (installed.isEmpty()) {
      throw new ProblemException(
          Problem.input(
              "",
              "no runtime is installed, so no model can run",
              "install the plugin torch-runtime, or name its folder with --plugins"));
    }
    List<String> names = new ArrayList<>();
    for (ProgramRuntime runtime : installed) {
      if (runtime.name().equals(name.orElse(USUAL))) {
        return runtime;
      }
      names.add(runtime.name());
    }
    if (name.isEmpty()) {
      return installed.getFirst();
    }
    throw new ProblemException(
        Problem.input(
            "", "there is no runtime '" + name.get() + "'", Suggestions.offer(name.get(), names)));
  }
}
