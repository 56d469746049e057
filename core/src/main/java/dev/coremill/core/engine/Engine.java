package dev.coremill.core.engine;

import com.google.inject.Inject;
import dev.coremill.api.algorithm.IndivisiblePolicy;
import dev.coremill.api.program.Opset;
import dev.coremill.api.target.ComputeUnits;
import dev.coremill.api.target.Deployment;
import dev.coremill.api.target.Device;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.mlpackage.ProgramPart;
import dev.coremill.core.pipeline.Pipeline;
import dev.coremill.core.pipeline.Stage;
import dev.coremill.core.plugin.Plugins;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.report.PipelineReport;
import dev.coremill.core.report.TargetReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Plans and runs pipelines. */
public final class Engine {
  private final Plugins plugins;

  /** An engine with these plugins. */
  @Inject
  public Engine(Plugins plugins) {
    this.plugins = plugins;
  }

  /**
   * Says what a pipeline would do: everything but the work.
   *
   * @throws ProblemException if the input is bad, or if the result would be illegal
   */
  public PipelineReport plan(Pipeline pipeline) {
    Pipeline explicit = withoutBudgets(pipeline, RunOptions.ofThisMachine(), Progress.SILENT);
    try (ModelPackage source = ModelPackage.open(explicit.model())) {
      return planned(source, job(explicit)).report();
    }
  }

  /**
   * Runs a pipeline. The output appears in one step at the end; after a failure the old one is
   * untouched.
   *
   * @throws ProblemException if the input is bad, if the result would be illegal, or if the job
   *     fails
   */
  public PipelineReport run(Pipeline pipeline, RunOptions options, Progress progress) {
    Pipeline explicit = withoutBudgets(pipeline, options, progress);
    return run(explicit.model(), job(explicit), options, progress);
  }

  /**
   * The pipeline with an explicit configuration for every weight in place of budgets. This reads
   * the weights and measures what each candidate would do to them.
   *
   * @return the same pipeline where it has no budgets
   * @throws ProblemException if the input is bad, if a budget cannot be kept, or if an algorithm
   *     fails
   */
  public Pipeline withoutBudgets(Pipeline pipeline, RunOptions options, Progress progress) {
    boolean any = false;
    for (Stage stage : pipeline.stages()) {
      any |= stage.budget().isPresent();
    }
    if (!any) {
      return pipeline;
    }
    try (ModelPackage source = ModelPackage.open(pipeline.model())) {
      List<Weight> weights = new ArrayList<>();
      WeightLister lister = new WeightLister();
      for (WorkingProgram program : programs(source, pipeline.deployment())) {
        weights.addAll(lister.list(program));
      }
      SelectorCheck.check(pipeline.stages(), weights);
      return new BudgetedStages(plugins, options, progress).resolve(pipeline, weights);
    }
  }

  /**
   * Makes every compressed constant dense again.
   *
   * @throws ProblemException if the input is bad, or if the job fails
   */
  public PipelineReport decompress(Path model, Path output, RunOptions options, Progress progress) {
    Job job =
        new Job(
            output,
            new Deployment(List.of(), ComputeUnits.ALL),
            List.of(),
            List.of(new DecompressionStage()),
            List.of(),
            IndivisiblePolicy.ERROR);
    return run(model, job, options, progress);
  }

  private PipelineReport run(Path model, Job job, RunOptions options, Progress progress) {
    try (ModelPackage source = ModelPackage.open(model)) {
      PlannedRun planned = planned(source, job);
      return new PackageRun(source, planned, options, progress).run();
    }
  }

  private Job job(Pipeline pipeline) {
    List<StageChoice> choices = new ArrayList<>();
    for (Stage stage : pipeline.stages()) {
      choices.add(new PipelineStage(stage, plugins.algorithms()));
    }
    return new Job(
        pipeline.output(),
        pipeline.deployment(),
        pipeline.targets(),
        choices,
        pipeline.stages(),
        pipeline.onIndivisible());
  }

  private PlannedRun planned(ModelPackage source, Job job) {
    if (source.programs().isEmpty()) {
      throw new ProblemException(
          Problem.input(
              source.path().toString(),
              "it holds no ML program but a model of kind " + source.model().kind(),
              "convert the original model again with a deployment target of iOS15 or later"));
    }
    Legality legality = new Legality(plugins);
    List<Device> devices = legality.devices(job.targets());
    List<WorkingProgram> programs = programs(source, job.deployment());
    WeightLister lister = new WeightLister();
    List<Weight> weights = new ArrayList<>();
    for (WorkingProgram program : programs) {
      weights.addAll(lister.list(program));
    }
    SelectorCheck.check(job.selectors(), weights);
    List<PlannedWeight> planned = new Planner(job.stages(), job.onIndivisible()).plan(weights);
    List<Problem> problems = new ArrayList<>();
    for (PlannedWeight each : planned) {
      if (!each.steps().isEmpty()) {
        legality.problem(each, job.deployment()).ifPresent(problems::add);
      }
    }
    Problems.throwIfAny(problems);
    Opset newest = programs.getFirst().opset();
    for (WorkingProgram program : programs) {
      newest = program.opset().isAtLeast(newest) ? program.opset() : newest;
    }
    List<TargetReport> targets = new ArrayList<>();
    for (Device device : devices) {
      targets.add(legality.report(device, planned, newest, job.deployment().computeUnits()));
    }
    List<String> notes = new ArrayList<>(lister.notes());
    for (Stage stage : job.selectors()) {
      notes.addAll(stage.notes());
    }
    return new PlannedRun(source, job, programs, planned, targets, notes);
  }

  private static List<WorkingProgram> programs(ModelPackage source, Deployment deployment) {
    OpsetChoice opsets = new OpsetChoice(deployment);
    List<WorkingProgram> programs = new ArrayList<>();
    for (ProgramPart part : source.programs()) {
      programs.add(opsets.prepare(part));
    }
    return programs;
  }
}
