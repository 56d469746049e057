package dev.coremill.core.engine;

import dev.coremill.core.evaluate.EvaluateConfiguration;
import dev.coremill.core.evaluate.EvaluationStage;
import dev.coremill.core.pipeline.Pipeline;
import dev.coremill.core.pipeline.Stage;
import dev.coremill.core.plugin.Plugins;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;

/**
 * The stages of a pipeline that measure its result.
 *
 * @param plugins where runtimes, metrics and formats of samples come from
 */
record Evaluations(Plugins plugins) {
  /** Whether a stage measures, and changes nothing. */
  static boolean is(Stage stage) {
    return stage.transformation().isPresent()
        && stage.transformation().get().configuration() instanceof EvaluateConfiguration;
  }

  /**
   * The stages that measure.
   *
   * @throws ProblemException if one stands before a stage that changes the model
   */
  List<EvaluationStage> of(Pipeline pipeline) {
    List<EvaluationStage> evaluations = new ArrayList<>();
    for (Stage stage : pipeline.stages()) {
      if (is(stage)
          && stage.transformation().orElseThrow().configuration()
              instanceof EvaluateConfiguration configuration) {
        evaluations.add(
            new EvaluationStage(
                stage.name(),
                configuration,
                pipeline.source().folder(),
                new EvaluationStage.Tools(
                    plugins.runtimes(), plugins.sampleSources(), plugins.metrics())));
      } else if (!evaluations.isEmpty()) {
        throw new ProblemException(
            Problem.input(
                "stage " + evaluations.getLast().name(),
                "it measures the result, and stage " + stage.name() + " after it changes that",
                "put the stages that evaluate last"));
      }
    }
    return evaluations;
  }
}
