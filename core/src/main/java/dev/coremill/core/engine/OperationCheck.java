package dev.coremill.core.engine;

import dev.coremill.api.operator.OperatorCatalog;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.Opset;
import dev.coremill.api.target.Deployment;
import dev.coremill.api.target.OperatingSystem;
import dev.coremill.api.target.OsVersion;
import dev.coremill.core.operator.OperationLegality;
import dev.coremill.core.operator.TypedOperation;
import dev.coremill.core.operator.TypedOperations;
import dev.coremill.core.problem.Problem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks the operations of the programs that will be written against the opsets that they will be
 * written for: what a package brings, and what transforms and newer opsets make of it. Operators
 * that the catalogue does not have pass through unchanged, and are only told of.
 */
final class OperationCheck {
  private final OperationLegality legality = new OperationLegality(OperatorCatalog.shipped());
  private final Deployment deployment;
  private final List<Problem> problems = new ArrayList<>();
  private final Set<String> unknown = new LinkedHashSet<>();

  private OperationCheck(Deployment deployment) {
    this.deployment = deployment;
  }

  /**
   * What no opset of these programs allows, with the first system that accepts it.
   *
   * @param notes receives what could not be checked
   */
  static List<Problem> problems(
      List<WorkingProgram> programs, Deployment deployment, List<String> notes) {
    OperationCheck check = new OperationCheck(deployment);
    for (WorkingProgram program : programs) {
      for (Map.Entry<String, Function> each : program.program().functions().entrySet()) {
        Function function = each.getValue();
        for (Map.Entry<String, Block> body : function.specializations().entrySet()) {
          String path = program.functionPath(each.getKey(), function, body.getKey());
          Opset.named(body.getKey())
              .ifPresent(opset -> check.body(path, function, body.getValue(), opset));
        }
      }
    }
    if (!check.unknown.isEmpty()) {
      notes.add(
          "not known, and passed through without a check that systems accept them: the operators "
              + String.join(", ", check.unknown));
    }
    return check.problems;
  }

  private void body(String path, Function function, Block body, Opset opset) {
    for (TypedOperation typed : TypedOperations.of(function.inputs(), body)) {
      if (!legality.isKnown(typed.operation().type())) {
        unknown.add(typed.operation().type());
        continue;
      }
      for (OperationLegality.Finding finding : legality.findings(typed, opset)) {
        problems.add(
            Problem.illegal(
                "operation " + path + "/" + typed.operation().name(),
                finding.reason() + " (" + opset.firstOs() + ")",
                mend(finding.accepted())));
      }
    }
  }

  private String mend(Optional<Opset> accepted) {
    if (accepted.isEmpty()) {
      return "no system accepts it: convert the model again without this operation";
    }
    Set<OperatingSystem> systems = new LinkedHashSet<>();
    for (OsVersion asked : deployment.minimumOs()) {
      systems.add(asked.system());
    }
    if (systems.isEmpty()) {
      systems.add(OperatingSystem.IOS);
    }
    List<String> first = new ArrayList<>();
    for (OperatingSystem system : systems) {
      first.add(system.text() + system.firstVersion(accepted.get()));
    }
    return "the first that accepts it is "
        + String.join(", ", first)
        + ": set deployment.minimum_os to it, or convert the model again without this operation";
  }
}
