package dev.coremill.core.engine;

import dev.coremill.api.program.Opset;
import dev.coremill.api.target.ProgramProfile;
import dev.coremill.api.weight.Encoding;
import dev.coremill.core.constant.Lowering;
import dev.coremill.core.cost.TargetEstimate;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.mlpackage.ProgramPart;
import dev.coremill.core.pipeline.Stage;
import dev.coremill.core.profile.ProgramProfiler;
import dev.coremill.core.report.Evaluation;
import dev.coremill.core.report.PipelineReport;
import dev.coremill.core.report.TargetReport;
import dev.coremill.core.report.WeightReport;
import dev.coremill.core.shape.ShapeOverrides;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A job with all its decisions made.
 *
 * @param source the package
 * @param job the job
 * @param programs its programs, raised where the job asks for it
 * @param weights what happens to each weight
 * @param targets whether the result runs on each target
 * @param estimates what the result will cost on each target
 * @param legality judges results that come otherwise than planned
 * @param notes remarks that concern no single weight
 */
record PlannedRun(
    ModelPackage source,
    Job job,
    List<WorkingProgram> programs,
    List<PlannedWeight> weights,
    List<TargetReport> targets,
    List<TargetEstimate> estimates,
    Legality legality,
    List<String> notes) {
  PlannedRun {
    programs = List.copyOf(programs);
    weights = List.copyOf(weights);
    targets = List.copyOf(targets);
    estimates = List.copyOf(estimates);
    notes = List.copyOf(notes);
  }

  /** The profile of each function as it will be, with the encodings that are planned. */
  List<ProgramProfile> profiles(ShapeOverrides shapes) {
    ProgramProfiler profiler = new ProgramProfiler(shapes, new PlannedEncodings(weights));
    List<ProgramProfile> profiles = new ArrayList<>();
    for (WorkingProgram program : programs) {
      profiles.addAll(profiler.profiles(source, program.source().path(), program.program()));
    }
    return profiles;
  }

  /** The report of the plan. */
  PipelineReport report() {
    List<WeightReport> reports = new ArrayList<>();
    long elements = 0;
    long before = 0;
    long after = 0;
    for (PlannedWeight planned : weights) {
      Weight weight = planned.weight();
      Encoding stored =
          planned.steps().isEmpty()
              ? planned.after()
              : Lowering.stored(planned.after(), weight.site().opset());
      reports.add(
          new WeightReport(
              weight.name(),
              weight.site().uses(),
              weight.site().encoding().type(),
              weight.site().encoding().shape(),
              weight.site().encoding(),
              stored,
              planned.outcomes(),
              Optional.empty()));
      elements += weight.site().encoding().shape().elementCount();
      before += weight.storedBytes();
      after += stored.storedBytes();
    }
    PipelineReport.Totals totals =
        new PipelineReport.Totals(
            elements,
            before,
            after,
            source.size(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return report(false, reports, totals, notes, List.of());
  }

  /** A report of this run with these weights. */
  PipelineReport report(
      boolean done,
      List<WeightReport> reports,
      PipelineReport.Totals totals,
      List<String> remarks,
      List<Evaluation> evaluations) {
    return new PipelineReport(
        done,
        source.path().toString(),
        job.output().toString(),
        opsetBefore(),
        opsetAfter(),
        stages(),
        reports,
        totals,
        targets,
        estimates,
        remarks,
        evaluations);
  }

  /** The stages in the order in which they are done: what transforms programs comes first. */
  private List<String> stages() {
    List<String> stages = new ArrayList<>();
    job.transforms().forEach(transform -> stages.add(transform.name()));
    for (Stage stage : job.selectors()) {
      if (stage.transformation().isEmpty() || Evaluations.is(stage)) {
        stages.add(stage.name());
      }
    }
    if (job.selectors().isEmpty()) {
      job.stages().forEach(stage -> stages.add(stage.name()));
    }
    return stages;
  }

  private String opsetBefore() {
    int newest = 0;
    for (ProgramPart part : source.programs()) {
      newest = Math.max(newest, part.specificationVersion());
    }
    for (Opset opset : Opset.values()) {
      if (opset.specificationVersion() == newest) {
        return opset.text();
      }
    }
    return "specification version " + newest;
  }

  private String opsetAfter() {
    Opset newest = programs.getFirst().opset();
    for (WorkingProgram program : programs) {
      newest = program.opset().isAtLeast(newest) ? program.opset() : newest;
    }
    return newest.text();
  }
}
