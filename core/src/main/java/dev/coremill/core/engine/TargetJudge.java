package dev.coremill.core.engine;

import dev.coremill.api.target.Deployment;
import dev.coremill.api.target.OperatingSystem;
import dev.coremill.api.target.OsVersion;
import dev.coremill.api.target.ProgramProfile;
import dev.coremill.api.target.TargetSetting;
import dev.coremill.core.check.Settings;
import dev.coremill.core.check.Subjects;
import dev.coremill.core.check.TargetCatalogs;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.placement.Judge;
import dev.coremill.core.placement.Judgement;
import dev.coremill.core.placement.Subject;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.profile.ProgramProfiler;
import dev.coremill.core.report.TargetReport;
import dev.coremill.core.shape.ShapeOverrides;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says where the operations of a planned output will run, before there is one. */
final class TargetJudge {
  private final TargetCatalogs catalogs;
  private final Deployment deployment;
  private final List<Subject> subjects = new ArrayList<>();
  private final @Nullable ProblemException unknown;

  TargetJudge(
      TargetCatalogs catalogs,
      ModelPackage source,
      Deployment deployment,
      List<WorkingProgram> programs,
      List<PlannedWeight> weights) {
    this.catalogs = catalogs;
    this.deployment = deployment;
    ProblemException open = null;
    try {
      ProgramProfiler profiler =
          new ProgramProfiler(ShapeOverrides.NONE, new PlannedEncodings(weights));
      for (WorkingProgram program : programs) {
        String path = program.source().path();
        List<ProgramProfile> profiles = profiler.profiles(source, path, program.program());
        subjects.addAll(Subjects.of(source.model(), path, program.program(), profiles));
      }
    } catch (ProblemException openShape) {
      open = openShape;
    }
    this.unknown = open;
  }

  /** A report with where operations run on the device. */
  TargetReport judged(TargetReport report) {
    if (!report.legal()) {
      return report;
    }
    if (unknown != null) {
      return report.with(
          List.of(), List.of("where operations run is not predicted: " + unknown.getMessage()));
    }
    TargetCatalogs.Owned owned = catalogs.device(report.target());
    Judge judge = catalogs.judge(owned.catalog());
    List<TargetSetting> settings =
        Settings.of(owned.device(), deployment.minimumOs(), deployment.computeUnits());
    if (settings.isEmpty()) {
      return report.with(
          List.of(),
          List.of(
              "nobody states which systems it runs: name one in deployment.minimum_os to see where"
                  + " operations run"));
    }
    List<Judgement> judgements = new ArrayList<>();
    for (TargetSetting setting : settings) {
      for (Subject subject : subjects) {
        judgements.add(judge.judge(subject, setting));
      }
    }
    return report.with(judgements, List.of());
  }

  /**
   * The same for any device with the systems that are asked for, or with the first iOS that the
   * opset needs.
   */
  List<TargetReport> anyDevice(List<WorkingProgram> programs) {
    List<OsVersion> systems = new ArrayList<>(deployment.minimumOs());
    if (systems.isEmpty()) {
      int first = 0;
      for (WorkingProgram program : programs) {
        first = Math.max(first, OperatingSystem.IOS.firstVersion(program.opset()));
      }
      systems.add(new OsVersion(OperatingSystem.IOS, first, 0));
    }
    List<TargetReport> reports = new ArrayList<>();
    for (OsVersion system : systems) {
      TargetSetting setting = Settings.anyDevice(system, deployment.computeUnits());
      TargetReport report = new TargetReport("", setting.device().name(), true, List.of());
      if (unknown != null) {
        reports.add(report.with(List.of(), List.of(String.valueOf(unknown.getMessage()))));
        continue;
      }
      List<Judgement> judgements = new ArrayList<>();
      catalogs
          .ofSystem(system.system())
          .ifPresent(catalog -> {
            for (Subject subject : subjects) {
              judgements.add(catalogs.judge(catalog).judge(subject, setting));
            }
          });
      reports.add(report.with(judgements, List.of()));
    }
    return reports;
  }
}
