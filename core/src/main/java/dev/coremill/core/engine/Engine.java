package dev.coremill.core.engine;

import dev.coremill.api.algorithm.IndivisiblePolicy;
import dev.coremill.api.algorithm.PlanContext;
import dev.coremill.api.algorithm.ProgramTransform;
import dev.coremill.api.program.Opset;
import dev.coremill.api.target.ComputeUnits;
import dev.coremill.api.target.Deployment;
import dev.coremill.core.cache.ResultCache;
import dev.coremill.core.check.TargetCatalogs;
import dev.coremill.core.cost.TargetEstimate;
import dev.coremill.core.evaluate.EvaluationStage;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.mlpackage.ProgramPart;
import dev.coremill.core.pipeline.Pipeline;
import dev.coremill.core.pipeline.Stage;
import dev.coremill.core.pipeline.Transformation;
import dev.coremill.core.plugin.Apart;
import dev.coremill.core.plugin.Plugins;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.report.Evaluation;
import dev.coremill.core.report.PipelineReport;
import dev.coremill.core.report.TargetReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans and runs pipelines. */
public final class Engine {
  private final Plugins plugins;

  /** An engine with these plugins. */
  public Engine(Plugins plugins) {
    this.plugins = plugins;
  }

  /**
   * Says what a pipeline would do: everything but the work. Values are read only where the size of
   * the result depends on them and finding it takes no longer than reading.
   *
   * @throws ProblemException if the input is bad, or if the result would be illegal
   */
  public PipelineReport plan(Pipeline pipeline) {
    Pipeline explicit = withoutBudgets(pipeline, RunOptions.ofThisMachine(), Progress.SILENT);
    try (ModelPackage source = ModelPackage.open(explicit.model())) {
      PlannedRun planned = planned(source, job(explicit), true);
      planned.job().everyEvaluation().forEach(evaluation -> evaluation.check(source));
      return planned.report();
    }
  }

  /**
   * Runs a pipeline. The output appears in one step at the end; after a failure the old one is
   * untouched.
   *
   * @param cache keeps results of single weights from run to run; empty to keep nothing
   * @throws ProblemException if the input is bad, if the result would be illegal, or if the job
   *     fails
   */
  public PipelineReport run(
      Pipeline pipeline, RunOptions options, Progress progress, Optional<ResultCache> cache) {
    Pipeline explicit = withoutBudgets(pipeline, options, progress);
    return run(explicit.model(), job(explicit), options, progress, cache);
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
    if (!pipeline.hasBudget()) {
      return pipeline;
    }
    try (ModelPackage source = ModelPackage.open(pipeline.model())) {
      requireSound(source);
      List<Weight> weights = new ArrayList<>();
      WeightLister lister = new WeightLister();
      // What the transforms remark is told by the plan, which runs them again.
      List<String> untold = new ArrayList<>();
      for (WorkingProgram program :
          programs(source, pipeline.deployment(), transforms(pipeline), untold)) {
        weights.addAll(lister.list(program));
      }
      MaskCheck.check(weights);
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
            List.of(),
            List.of(new DecompressionStage()),
            List.of(),
            context(IndivisiblePolicy.ERROR),
            List.of(),
            List.of());
    return run(model, job, options, progress, Optional.empty());
  }

  private PipelineReport run(
      Path model, Job job, RunOptions options, Progress progress, Optional<ResultCache> cache) {
    try (ModelPackage source = ModelPackage.open(model)) {
      // A run tells of targets what a plan would.
      PlannedRun planned = planned(source, job, !job.targets().isEmpty());
      planned.job().everyEvaluation().forEach(evaluation -> evaluation.check(source));
      List<Evaluation> measured = new ArrayList<>();
      for (Job.Earlier each : job.earlier()) {
        measured.add(measured(source, each, options, cache));
      }
      return new PackageRun(source, planned, options, progress, cache, new AlgorithmBuilds(plugins))
          .run(measured);
    }
  }

  /** Measures the model as the stages before a measurement leave it. */
  private Evaluation measured(
      ModelPackage source, Job.Earlier earlier, RunOptions options, Optional<ResultCache> cache) {
    EvaluationStage evaluation = earlier.evaluation();
    if (earlier.before().isEmpty()) {
      return Apart.run(
          evaluation.name(),
          () -> evaluation.run(source, source.path(), source.path(), options.threads()));
    }
    PlannedRun planned = planned(source, earlier.before(), false);
    return new PackageRun(
            source, planned, options, Progress.SILENT, cache, new AlgorithmBuilds(plugins))
        .measured(evaluation);
  }

  private Job job(Pipeline pipeline) {
    List<StageChoice> choices = new ArrayList<>();
    for (Stage stage : pipeline.stages()) {
      if (stage.transformation().isEmpty()) {
        choices.add(new PipelineStage(stage, plugins.algorithms()));
      }
    }
    List<EvaluationStage> evaluations = new ArrayList<>();
    List<Job.Earlier> earlier = new ArrayList<>();
    for (Evaluations.Placed each : new Evaluations(plugins).of(pipeline)) {
      if (each.last()) {
        evaluations.add(each.stage());
      } else {
        earlier.add(new Job.Earlier(each.stage(), job(pipeline.withStages(each.before()))));
      }
    }
    return new Job(
        pipeline.output(),
        pipeline.deployment(),
        pipeline.targets(),
        transforms(pipeline),
        choices,
        pipeline.stages(),
        context(pipeline.onIndivisible()),
        evaluations,
        earlier);
  }

  private PlanContext context(IndivisiblePolicy onIndivisible) {
    return new PipelineContext(onIndivisible, plugins.lookupTableFunctions());
  }

  private List<TransformStage<?>> transforms(Pipeline pipeline) {
    List<TransformStage<?>> transforms = new ArrayList<>();
    for (Stage stage : pipeline.stages()) {
      if (stage.transformation().isPresent() && !Evaluations.is(stage)) {
        transforms.add(transform(stage.name(), stage.transformation().get()));
      }
    }
    return transforms;
  }

  private TransformStage<?> transform(String name, Transformation transformation) {
    ProgramTransform<?> transform = plugins.transforms().get(transformation.use());
    if (transform == null) {
      throw new IllegalStateException("no transform " + transformation.use());
    }
    return TransformStage.of(name, transform, transformation.configuration());
  }

  /**
   * What is to be expected on the targets of a pipeline, or on any device with its systems where it
   * has no targets.
   *
   * @throws ProblemException if the input is bad, or if the result would be illegal
   */
  public List<TargetReport> verdicts(Pipeline pipeline) {
    try (ModelPackage source = ModelPackage.open(pipeline.model())) {
      Job job = job(pipeline);
      PlannedRun planned = planned(source, job, false);
      return job.targets().isEmpty()
          ? judge(source, job, planned.programs(), planned.weights()).anyDevice(planned.programs())
          : planned.targets();
    }
  }

  private TargetJudge judge(
      ModelPackage source, Job job, List<WorkingProgram> programs, List<PlannedWeight> weights) {
    return new TargetJudge(
        new TargetCatalogs(plugins.catalogs()), source, job.deployment(), programs, weights);
  }

  /**
   * Makes all decisions.
   *
   * @param exactly whether to read values where sizes depend on them
   */
  private PlannedRun planned(ModelPackage source, Job job, boolean exactly) {
    requireSound(source);
    Legality legality = new Legality(plugins);
    List<TargetCatalogs.Owned> devices = List.of();
    if (!job.targets().isEmpty()) {
      TargetCatalogs catalogs = new TargetCatalogs(plugins.catalogs());
      devices = job.targets().stream().map(catalogs::device).toList();
    }
    List<String> notes = new ArrayList<>();
    List<WorkingProgram> programs = programs(source, job.deployment(), job.transforms(), notes);
    Problems.throwIfAny(OperationCheck.problems(programs, job.deployment(), notes));
    WeightLister lister = new WeightLister();
    List<Weight> weights = new ArrayList<>();
    for (WorkingProgram program : programs) {
      weights.addAll(lister.list(program));
    }
    MaskCheck.check(weights);
    SelectorCheck.check(job.selectors(), weights);
    List<PlannedWeight> planned = new Planner(job.stages(), job.context()).plan(weights);
    if (exactly) {
      RunOptions options = RunOptions.ofThisMachine();
      try (ExactPlan exact =
          new ExactPlan(options, job.context(), BudgetedStages.existing(job.output()))) {
        planned = exact.of(planned);
      }
    }
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
    for (TargetCatalogs.Owned owned : devices) {
      targets.add(Legality.report(owned, planned, newest, job.deployment().computeUnits()));
    }
    List<TargetEstimate> estimates = List.of();
    if (!targets.isEmpty()) {
      TargetJudge judge = judge(source, job, programs, planned);
      targets.replaceAll(judge::judged);
      estimates = PlannedCosts.of(plugins.catalogs(), targets, notes);
    }
    notes.addAll(lister.notes());
    for (Stage stage : job.selectors()) {
      notes.addAll(stage.notes());
    }
    return new PlannedRun(source, job, programs, planned, targets, estimates, legality, notes);
  }

  private static void requireSound(ModelPackage source) {
    if (source.programs().isEmpty()) {
      throw new ProblemException(
          Problem.input(
              source.path().toString(),
              "it holds no ML program but a model of kind " + source.model().kind(),
              "convert the original model again with a deployment target of iOS15 or later"));
    }
    SourceCheck.check(source.path().toString(), source.programs());
  }

  /**
   * The programs as stages that work on weights find them.
   *
   * @param notes receives what the transforms remark
   */
  private static List<WorkingProgram> programs(
      ModelPackage source,
      Deployment deployment,
      List<TransformStage<?>> transforms,
      List<String> notes) {
    OpsetChoice opsets = new OpsetChoice(deployment);
    List<WorkingProgram> programs = new ArrayList<>();
    for (ProgramPart part : source.programs()) {
      WorkingProgram program = opsets.prepare(part);
      for (TransformStage<?> transform : transforms) {
        program = transform.apply(program, notes::add);
      }
      programs.add(program);
    }
    return programs;
  }
}
