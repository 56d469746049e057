package dev.coremill.core.engine;

import dev.coremill.api.algorithm.PlanContext;
import dev.coremill.api.target.Deployment;
import dev.coremill.core.evaluate.EvaluationStage;
import dev.coremill.core.pipeline.Stage;
import java.nio.file.Path;
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
 */
record Job(
    Path output,
    Deployment deployment,
    List<String> targets,
    List<TransformStage<?>> transforms,
    List<StageChoice> stages,
    List<Stage> selectors,
    PlanContext context,
    List<EvaluationStage> evaluations) {
  Job {
    targets = List.copyOf(targets);
    transforms = List.copyOf(transforms);
    stages = List.copyOf(stages);
    selectors = List.copyOf(selectors);
    evaluations = List.copyOf(evaluations);
  }
}
