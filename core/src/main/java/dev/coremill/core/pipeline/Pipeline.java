package dev.coremill.core.pipeline;

import dev.coremill.api.algorithm.IndivisiblePolicy;
import dev.coremill.api.target.Deployment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A model, what to do with it, and where it must run.
 *
 * @param model the package to compress
 * @param output the package to write
 * @param deployment what the result must run on
 * @param targets ids of devices to judge the result for
 * @param stages what to do, in order; none copies the package
 * @param onIndivisible what to do where a group size or block size does not divide a dimension
 * @param report the HTML file to write
 * @param source what it was made from
 */
public record Pipeline(
    Path model,
    Path output,
    Deployment deployment,
    List<String> targets,
    List<Stage> stages,
    IndivisiblePolicy onIndivisible,
    Optional<Path> report,
    PipelineSource source) {
  /** Copies the lists. */
  public Pipeline {
    targets = List.copyOf(targets);
    stages = List.copyOf(stages);
  }

  /** Whether a budget of some stage is still to be decided. */
  public boolean hasBudget() {
    for (Stage stage : stages) {
      if (stage.budget().isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** The same pipeline with other stages. */
  public Pipeline withStages(List<Stage> changed) {
    return new Pipeline(model, output, deployment, targets, changed, onIndivisible, report, source);
  }

  /** The same pipeline, made from something else. */
  public Pipeline withSource(PipelineSource changed) {
    return new Pipeline(model, output, deployment, targets, stages, onIndivisible, report, changed);
  }
}
