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
import dev.coremill.core.check.NearestEncoding;
import dev.coremill.core.check.TargetCatalogs;
import dev.coremill.core.constant.Lowering;
import dev.coremill.core.constant.Obstacle;
import dev.coremill.core.plugin.Plugins;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.report.EncodingText;
import dev.coremill.core.report.TargetReport;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks encodings against the opset, the minimum systems and the targets of a pipeline. */
final class Legality {
  private final List<HardwareCatalog> catalogs;

  Legality(Plugins plugins) {
    this.catalogs = new TargetCatalogs(plugins.catalogs()).ofSystems();
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
      for (HardwareCatalog catalog : catalogs) {
        for (EncodingUse use : uses(planned)) {
          Verdict verdict = catalog.check(use, system, deployment.computeUnits());
          if (!verdict.legal()) {
            return Optional.of(
                Problem.illegal(
                    planned.weight().name(),
                    verdict.reason() + " (" + verdict.source() + ")",
                    mend(verdict, use, catalog, system, deployment.computeUnits())));
          }
        }
      }
    }
    return Optional.empty();
  }

  private static String mend(
      Verdict verdict,
      EncodingUse use,
      HardwareCatalog catalog,
      OsVersion system,
      ComputeUnits units) {
    StringBuilder mend = new StringBuilder();
    verdict
        .firstOs()
        .ifPresent(first -> mend.append("set deployment.minimum_os to ").append(first));
    NearestEncoding.of(
            use.encoding(),
            candidate ->
                catalog
                    .check(
                        new EncodingUse(use.operationType(), use.argument(), candidate),
                        system,
                        units)
                    .legal())
        .ifPresent(nearest ->
            mend.append(mend.isEmpty() ? "" : ", or ")
                .append("choose another encoding, such as ")
                .append(EncodingText.of(nearest)));
    return mend.isEmpty() ? "choose another encoding" : mend.toString();
  }

  /** Whether the planned output runs on a device, as its own catalogue has it. */
  static TargetReport report(
      TargetCatalogs.Owned owned, List<PlannedWeight> weights, Opset opset, ComputeUnits units) {
    Device device = owned.device();
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
        check(owned.catalog(), planned, asked, units).ifPresent(remarks::add);
      }
    }
    return new TargetReport(device.id(), device.name(), remarks.isEmpty(), List.copyOf(remarks));
  }

  private static Optional<String> check(
      HardwareCatalog catalog, PlannedWeight planned, OsVersion system, ComputeUnits units) {
    for (EncodingUse use : uses(planned)) {
      Verdict verdict = catalog.check(use, system, units);
      if (!verdict.legal()) {
        return Optional.of(planned.weight().name() + ": " + verdict.reason());
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
