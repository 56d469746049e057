package dev.coremill.core.check;

import dev.coremill.api.program.Opset;
import dev.coremill.api.target.ComputeUnits;
import dev.coremill.api.target.HardwareCatalog;
import dev.coremill.api.target.OperatingSystem;
import dev.coremill.api.target.OsVersion;
import dev.coremill.api.target.ProgramProfile;
import dev.coremill.api.target.TargetSetting;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.placement.Judge;
import dev.coremill.core.placement.Judgement;
import dev.coremill.core.placement.Subject;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.profile.EncodingPlan;
import dev.coremill.core.profile.ProgramProfiler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks packages as they are. */
public final class PackageCheck {
  private final TargetCatalogs catalogs;

  /** A check by what these catalogues know. */
  public PackageCheck(TargetCatalogs catalogs) {
    this.catalogs = catalogs;
  }

  /**
   * Checks a package. Without targets, placement is predicted for any device with the systems that
   * are asked for; without systems, these are the first ones that the model itself asks for.
   *
   * @throws ProblemException if a target is not known, if the package holds no ML program, or if a
   *     shape is open and not given
   */
  public CheckReport check(ModelPackage source, CheckRequest request) {
    List<TargetCatalogs.Owned> devices = new ArrayList<>();
    for (String id : request.targets()) {
      devices.add(catalogs.device(id));
    }
    if (source.programs().isEmpty()) {
      throw new ProblemException(
          Problem.input(
              source.path().toString(),
              "it holds no ML program but a model of kind " + source.model().kind(),
              "convert the original model again with a deployment target of iOS15 or later"));
    }
    List<ProgramProfile> profiles =
        new ProgramProfiler(request.shapes(), EncodingPlan.UNCHANGED).profiles(source);
    PackageLegality legality = new PackageLegality(source, request.units(), profiles);
    List<SystemVerdict> systems = new ArrayList<>();
    for (OsVersion system : systems(request, legality.opset())) {
      systems.add(legality.verdict(system, catalogs.ofSystems()));
    }
    List<Subject> subjects = Subjects.of(source, profiles);
    List<TargetVerdict> targets = new ArrayList<>();
    for (TargetCatalogs.Owned owned : devices) {
      for (TargetSetting setting :
          Settings.known(owned.device(), request.minimumOs(), request.units())) {
        SystemVerdict verdict = legality.verdict(setting.system(), List.of(owned.catalog()));
        targets.add(judged(owned.device().name(), setting, verdict, owned.catalog(), subjects));
      }
    }
    if (devices.isEmpty()) {
      for (SystemVerdict system : systems) {
        anyDevice(system, request.units(), subjects).ifPresent(targets::add);
      }
    }
    return new CheckReport(source.path().toString(), legality.opset(), systems, targets);
  }

  private static List<OsVersion> systems(CheckRequest request, Opset opset) {
    if (!request.minimumOs().isEmpty()) {
      return request.minimumOs();
    }
    return request.targets().isEmpty()
        ? List.of(new OsVersion(OperatingSystem.IOS, OperatingSystem.IOS.firstVersion(opset), 0))
        : List.of();
  }

  private Optional<TargetVerdict> anyDevice(
      SystemVerdict system, ComputeUnits units, List<Subject> subjects) {
    TargetSetting setting = Settings.anyDevice(system.system(), units);
    return catalogs
        .ofSystem(system.system().system())
        .map(catalog -> judged(setting.device().name(), setting, system, catalog, subjects));
  }

  private TargetVerdict judged(
      String name,
      TargetSetting setting,
      SystemVerdict verdict,
      HardwareCatalog catalog,
      List<Subject> subjects) {
    List<Judgement> judgements = new ArrayList<>();
    if (verdict.legal()) {
      Judge judge = catalogs.judge(catalog);
      for (Subject subject : subjects) {
        judgements.add(judge.judge(subject, setting));
      }
    }
    return new TargetVerdict(name, setting, verdict, judgements);
  }
}
