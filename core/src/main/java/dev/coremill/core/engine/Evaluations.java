package dev.coremill.core.engine;

import dev.coremill.core.evaluate.EvaluateConfiguration;
import dev.coremill.core.evaluate.EvaluationStage;
import dev.coremill.core.pipeline.Pipeline;
import dev.coremill.core.pipeline.Stage;
import dev.coremill.core.plugin.Plugins;
import java.util.ArrayList;
import java.util.List;

/**
 * The stages of a pipeline that measure what the stages before them made.
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
   * A stage that measures, with what comes before it.
   *
   * @param stage the stage
   * @param before the stages before it that change the model
   * @param last whether it measures the result: nothing after it changes the model
   */
  record Placed(EvaluationStage stage, List<Stage> before, boolean last) {
    Placed {
      before = List.copyOf(before);
    }
  }

  /** The stages that measure, in their order. */
  List<Placed> of(Pipeline pipeline) {
    List<Stage> changing = pipeline.stages().stream().filter(stage -> !is(stage)).toList();
    List<Placed> placed = new ArrayList<>();
    int before = 0;
    for (Stage stage : pipeline.stages()) {
      if (is(stage)
          && stage.transformation().orElseThrow().configuration()
              instanceof EvaluateConfiguration configuration) {
        EvaluationStage evaluation =
            new EvaluationStage(
                stage.name(),
                configuration,
                pipeline.source().folder(),
                new EvaluationStage.Tools(
                    plugins.runtimes(), plugins.sampleSources(), plugins.metrics()));
        placed.add(new Placed(evaluation, changing.subList(0, before), before == changing.size()));
      } else {
        before++;
      }
    }
    return placed;
  }
}
