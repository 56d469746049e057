package dev.coremill.core.engine;

import dev.coremill.api.algorithm.WeightAlgorithm;
import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.api.algorithm.WeightUse;
import dev.coremill.core.pipeline.Rule;
import dev.coremill.core.pipeline.Selection;
import dev.coremill.core.pipeline.Stage;
import dev.coremill.core.pipeline.Treatment;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.report.StageOutcome.Status;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A stage of a pipeline as a choice. The first rule that matches any use of a weight decides, and
 * rules that contradict each other over several uses are a problem ({@link TiedUses}). What is no
 * weight of its operation (position tables, masks, operands of additions) is taken only where it is
 * selected on purpose.
 */
final class PipelineStage implements StageChoice {
  private final Stage stage;
  private final Map<String, WeightAlgorithm<?>> algorithms;

  PipelineStage(Stage stage, Map<String, WeightAlgorithm<?>> algorithms) {
    this.stage = stage;
    this.algorithms = algorithms;
  }

  @Override
  public String name() {
    return stage.name();
  }

  @Override
  public Choice choose(WeightSite site) {
    Selection selection = stage.selection();
    if (!selection.matches(site.name(), site.uses())) {
      return new LeaveAlone(Status.NOT_SELECTED, "the stage's selection does not take it");
    }
    Rule rule = rule(site);
    if (rule == null) {
      return new LeaveAlone(Status.NOT_SELECTED, "no configuration of the stage applies to it");
    }
    LeaveAlone leave = leaveAlone(rule, site);
    if (!rule.matcher().namesConstant(site.name())) {
      List<TiedUses.Decision> contradiction = TiedUses.contradiction(stage.rules(), site);
      if (contradiction.stream().anyMatch(decision -> takes(decision, site))) {
        return new Refuse(problem(site, contradiction));
      }
    }
    if (leave != null) {
      return leave;
    }
    Treatment treatment = rule.treatment().orElseThrow();
    WeightAlgorithm<?> algorithm = algorithms.get(treatment.use());
    if (algorithm == null) {
      throw new IllegalStateException("no algorithm " + treatment.use());
    }
    return new Work(
        WeightWork.OfAlgorithm.of(algorithm, treatment.configuration()), rule.remarks());
  }

  /** Whether a use's rule takes a weight; where none does, contradictions do no harm. */
  private boolean takes(TiedUses.Decision decision, WeightSite site) {
    return decision.rule() != null && leaveAlone(decision.rule(), site) == null;
  }

  private Problem problem(WeightSite site, List<TiedUses.Decision> contradiction) {
    return Problem.input(
        site.name(),
        "stage "
            + stage.name()
            + " treats its uses differently: "
            + contradiction.getFirst().text()
            + ", "
            + contradiction.getLast().text(),
        "give both the same configuration, or name the constant itself in the const_names of an"
            + " override or of select.exclude");
  }

  /** Why a rule does nothing to a weight; null where it does something. */
  private @Nullable LeaveAlone leaveAlone(Rule rule, WeightSite site) {
    Selection selection = stage.selection();
    if (rule.treatment().isEmpty()) {
      return new LeaveAlone(Status.SKIPPED, "left alone by " + rule.origin());
    }
    boolean named =
        !selection.everyConstant()
            && !(selection.constNames().isEmpty() && rule.matcher().constNames().isEmpty());
    if (site.encoding().shape().rank() < 2 && !named) {
      return new LeaveAlone(
          Status.NOT_SELECTED, "it has rank 1 (a bias or a normalization parameter)");
    }
    boolean onPurpose =
        namesSomething(selection.opTypes(), selection.opNames(), selection.constNames())
            || namesSomething(
                rule.matcher().opTypes(), rule.matcher().opNames(), rule.matcher().constNames());
    if (!onPurpose && !selection.everyConstant() && !site.axes().known()) {
      WeightUse use = site.uses().getFirst();
      return new LeaveAlone(
          Status.NOT_SELECTED,
          "it is no weight but an operand ("
              + use.operationType()
              + "."
              + use.argument()
              + "); select it by name to compress it");
    }
    Treatment treatment = rule.treatment().get();
    long elements = site.encoding().shape().elementCount();
    if (elements <= treatment.weightThreshold()) {
      return new LeaveAlone(
          Status.SKIPPED,
          "its "
              + elements
              + " elements are not over weight_threshold "
              + treatment.weightThreshold());
    }
    return null;
  }

  /** The rule that decides about a weight; null where none does. */
  @Nullable Rule rule(WeightSite site) {
    for (Rule candidate : stage.rules()) {
      if (candidate.matcher().matches(site.name(), site.uses())) {
        return candidate;
      }
    }
    return null;
  }

  private static boolean namesSomething(
      List<String> opTypes, List<Pattern> opNames, List<Pattern> constNames) {
    return !opTypes.isEmpty() || !opNames.isEmpty() || !constNames.isEmpty();
  }
}
