package dev.coremill.core.engine;

import dev.coremill.api.algorithm.PlanContext;
import dev.coremill.api.target.Deployment;
import dev.coremill.core.evaluate.EvaluationStage;
import dev.coremill.core.pipeline.Stage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to be done to a package.
 *
 * @param output the package to write
 * @param deployment what it must run on
 * @param targets ids of devices that the report is to judge
 * @param transforms what is done to whole programs, before anything is done to weights
 * @param stages what each stage does to each weight
 * @param selectors the stages of the pipeline whose selectors must match something
 * @param context what the pipeline and the plugins say to algorithms
 * @param evaluations what the result must prove before it is kept
 * @param earlier what must be proved of the model as some of the stages leave it, before the rest
 *     of the work is begun
 */
record Job(
    Path output,
    Deployment deployment,
    List<String> targets,
    List<TransformStage<?>> transforms,
    List<StageChoice> stages,
    List<Stage> selectors,
    PlanContext context,
    List<EvaluationStage> evaluations,
    List<Earlier> earlier) {
  /**
   * A stage that measures before others change the model further.
   *
   * @param evaluation the stage
   * @param before the job that the stages before it make; it is done for the measurement alone
   */
  record Earlier(EvaluationStage evaluation, Job before) {}

  Job {
    targets = List.copyOf(targets);
    transforms = List.copyOf(transforms);
    stages = List.copyOf(stages);
    selectors = List.copyOf(selectors);
    evaluations = List.copyOf(evaluations);
    earlier = List.copyOf(earlier);
  }

  /** Every stage that measures. */
  List<EvaluationStage> everyEvaluation() {
    List<EvaluationStage> all = new ArrayList<>();
    earlier.forEach(each -> all.add(each.evaluation()));
    all.addAll(evaluations);
    return all;
  }

  /** Whether it does nothing to the package. */
  boolean isEmpty() {
    return transforms.isEmpty() && stages.isEmpty();
  }
}
