package dev.coremill.core.engine;

import dev.coremill.api.algorithm.WeightUse;
import dev.coremill.api.program.Opset;
import dev.coremill.api.target.ComputeUnits;
import dev.coremill.api.target.Deployment;
import dev.coremill.api.target.Device;
import dev.coremill.api.target.EncodingUse;
import dev.coremill.api.target.HardwareCatalog;
import dev.coremill.api.target.OsRange;
import dev.coremill.api.target.OsVersion;
import dev.coremill.api.target.Sourced;
import dev.coremill.api.target.Verdict;
import dev.coremill.api.weight.Encoding;
import dev.coremill.core.constant.Lowering;
import dev.coremill.core.constant.Obstacle;
import dev.coremill.core.plugin.Plugins;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.problem.Suggestions;
import dev.coremill.core.report.TargetReport;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks encodings against the opset, the minimum systems and the targets of a pipeline. */
final class Legality {
  private final Plugins plugins;

  Legality(Plugins plugins) {
    this.plugins = plugins;
  }

  /** Why an opset cannot hold an encoding, as a problem. */
  static Problem problem(String weight, Opset opset, Obstacle obstacle) {
    return Problem.illegal(
        weight,
        obstacle.reason()
            + "; the model is written for "
            + opset.text()
            + " ("
            + opset.firstOs()
            + ")",
        obstacle
            .firstOpset()
            .map(first ->
                "set deployment.minimum_os to " + first.firstOs() + " or choose another encoding")
            .orElse("choose another encoding"));
  }

  /** What stands against the planned encoding of a weight: the opset first, then the systems. */
  Optional<Problem> problem(PlannedWeight planned, Deployment deployment) {
    Opset opset = planned.weight().site().opset();
    Optional<Obstacle> obstacle = Lowering.obstacle(planned.after(), opset);
    if (obstacle.isPresent()) {
      return Optional.of(problem(planned.weight().name(), opset, obstacle.get()));
    }
    for (OsVersion system : deployment.minimumOs()) {
      for (HardwareCatalog catalog : plugins.catalogs()) {
        for (EncodingUse use : uses(planned)) {
          Verdict verdict = catalog.check(use, system, deployment.computeUnits());
          if (!verdict.legal()) {
            return Optional.of(
                Problem.illegal(
                    planned.weight().name(),
                    verdict.reason() + " (" + verdict.source() + ")",
                    verdict
                        .firstOs()
                        .map(first -> "set deployment.minimum_os to " + first)
                        .orElse("choose another encoding")));
          }
        }
      }
    }
    return Optional.empty();
  }

  /** The devices of these ids. */
  List<Device> devices(List<String> ids) {
    List<Device> devices = new ArrayList<>();
    for (String id : ids) {
      devices.add(plugins.device(id).orElseThrow(() -> unknownTarget(id)));
    }
    return devices;
  }

  private ProblemException unknownTarget(String id) {
    List<String> known = new ArrayList<>();
    for (HardwareCatalog catalog : plugins.catalogs()) {
      for (Device device : catalog.devices()) {
        known.add(device.id());
      }
    }
    String offer =
        Suggestions.nearest(id, known)
            .map(name -> "did you mean '" + name + "'?")
            .orElse("'coremill targets' lists the known ones");
    return new ProblemException(Problem.input("targets", "there is no target '" + id + "'", offer));
  }

  /** Whether the planned output runs on a device. */
  TargetReport report(Device device, List<PlannedWeight> weights, Opset opset, ComputeUnits units) {
    Set<String> remarks = new LinkedHashSet<>();
    for (Sourced<OsRange> range : device.systems()) {
      OsVersion newest = range.value().newest().orElse(null);
      if (newest != null && newest.major() < newest.system().firstVersion(opset)) {
        remarks.add(
            "it runs "
                + newest.system().text()
                + " up to "
                + newest.major()
                + ", and the model needs "
                + newest.system().text()
                + newest.system().firstVersion(opset)
                + " ("
                + range.source()
                + ")");
        continue;
      }
      OsVersion asked =
          new OsVersion(
              range.value().oldest().system(),
              range.value().oldest().system().firstVersion(opset),
              0);
      for (PlannedWeight planned : weights) {
        check(planned, asked, units).ifPresent(remarks::add);
      }
    }
    return new TargetReport(device.id(), device.name(), remarks.isEmpty(), List.copyOf(remarks));
  }

  private Optional<String> check(PlannedWeight planned, OsVersion system, ComputeUnits units) {
    for (HardwareCatalog catalog : plugins.catalogs()) {
      for (EncodingUse use : uses(planned)) {
        Verdict verdict = catalog.check(use, system, units);
        if (!verdict.legal()) {
          return Optional.of(planned.weight().name() + ": " + verdict.reason());
        }
      }
    }
    return Optional.empty();
  }

  private static List<EncodingUse> uses(PlannedWeight planned) {
    Encoding encoding = planned.after();
    Set<EncodingUse> uses = new LinkedHashSet<>();
    for (WeightUse use : planned.weight().site().uses()) {
      uses.add(new EncodingUse(use.operationType(), use.argument(), encoding));
    }
    return List.copyOf(uses);
  }
}
