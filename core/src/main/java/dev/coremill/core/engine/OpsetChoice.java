package dev.coremill.core.engine;

import dev.coremill.api.program.Function;
import dev.coremill.api.program.Opset;
import dev.coremill.api.program.Program;
import dev.coremill.api.target.Deployment;
import dev.coremill.api.target.OperatingSystem;
import dev.coremill.api.target.OsVersion;
import dev.coremill.core.constant.OpsetRaiser;
import dev.coremill.core.mlpackage.ProgramPart;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides which opset each program is written for: its own, or a newer one where the pipeline's
 * minimum systems allow it.
 */
final class OpsetChoice {
  private final Optional<Opset> asked;
  private final String systems;

  /**
   * @throws ProblemException if one of the systems runs no ML programs
   */
  OpsetChoice(Deployment deployment) {
    Opset oldest = null;
    for (OsVersion system : deployment.minimumOs()) {
      int known = newestKnown(system.system());
      if (system.major() > known) {
        throw new ProblemException(
            Problem.input(
                "deployment.minimum_os",
                system + " is newer than every system that this version of Coremill knows",
                "give " + system.system().text() + known + " or an older one"));
      }
      Opset newest =
          system
              .newestOpset()
              .orElseThrow(() ->
                  new ProblemException(
                      Problem.illegal(
                          "deployment.minimum_os",
                          system + " runs no ML programs",
                          "the first systems that do are iOS15, macOS12, watchOS8, tvOS15 and"
                              + " visionOS1")));
      oldest = oldest == null || oldest.isAtLeast(newest) ? newest : oldest;
    }
    this.asked = Optional.ofNullable(oldest);
    List<String> names = new ArrayList<>();
    deployment.minimumOs().forEach(system -> names.add(system.toString()));
    this.systems = String.join(", ", names);
  }

  /** The first version that runs the newest opset; later ones may run newer opsets. */
  private static int newestKnown(OperatingSystem system) {
    int newest = 0;
    for (Opset opset : Opset.values()) {
      newest = Math.max(newest, system.firstVersion(opset));
    }
    return newest;
  }

  /** A program, raised to the opset that it is to be written for. */
  WorkingProgram prepare(ProgramPart part) {
    Opset own = opset(part);
    if (asked.isEmpty() || asked.get() == own) {
      return new WorkingProgram(part, part.program(), own, false);
    }
    if (own.isAtLeast(asked.get())) {
      throw new ProblemException(
          Problem.illegal(
              part.path().isEmpty() ? "model" : "model " + part.path(),
              "it needs "
                  + own.firstOs()
                  + " (opset "
                  + own.text()
                  + "), and deployment.minimum_os asks for "
                  + systems,
              "raise minimum_os, or convert the model again for the older system"));
    }
    return new WorkingProgram(
        part, OpsetRaiser.raise(part.program(), asked.get()), asked.get(), true);
  }

  /** The newest opset that the functions of a program use. */
  private static Opset opset(ProgramPart part) {
    Program program = part.program();
    Opset newest = Opset.CORE_ML_5;
    for (Map.Entry<String, Function> function : program.functions().entrySet()) {
      String text = function.getValue().opset();
      Opset opset =
          Opset.named(text)
              .orElseThrow(() ->
                  new ProblemException(
                      Problem.input(
                          "function " + part.path() + function.getKey(),
                          "unknown opset '" + text + "'",
                          "this version of Coremill knows CoreML5 to CoreML9; update it, or convert"
                              + " the model for an older system")));
      if (function.getValue().body().isEmpty()) {
        throw new ProblemException(
            Problem.input(
                "function " + part.path() + function.getKey(),
                "it has no body for its opset " + text,
                "the package is damaged; convert the model again"));
      }
      newest = opset.isAtLeast(newest) ? opset : newest;
    }
    return newest;
  }
}
