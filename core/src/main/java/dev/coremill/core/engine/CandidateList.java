package dev.coremill.core.engine;

import dev.coremill.api.algorithm.PlanContext;
import dev.coremill.api.algorithm.WeightAlgorithm;
import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.api.target.Deployment;
import dev.coremill.core.pipeline.Budget;
import dev.coremill.core.pipeline.Stage;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.report.Quantities;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lists what a stage with a budget may do to weights, and why something is not possible. */
final class CandidateList {
  private final Stage stage;
  private final Budget budget;
  private final double bitsPerWeight;
  private final PipelineStage chooser;
  private final List<StageChoice> before;
  private final PlanContext context;
  private final Deployment deployment;
  private final Legality legality;
  private final Map<String, WeightAlgorithm<?>> algorithms;

  /** How many weights cannot have a candidate, with one reason, by its label. */
  private final Map<String, Integer> counts = new LinkedHashMap<>();

  private final Map<String, String> reasons = new LinkedHashMap<>();
  private final List<Problem> contradictions = new ArrayList<>();

  /**
   * @param bitsPerWeight what the budget comes to for each element
   */
  CandidateList(
      Stage stage,
      Budget budget,
      double bitsPerWeight,
      List<StageChoice> before,
      PlanContext context,
      Deployment deployment,
      Legality legality,
      Map<String, WeightAlgorithm<?>> algorithms) {
    this.stage = stage;
    this.budget = budget;
    this.bitsPerWeight = bitsPerWeight;
    this.chooser = new PipelineStage(stage, algorithms);
    this.before = List.copyOf(before);
    this.context = context;
    this.deployment = deployment;
    this.legality = legality;
    this.algorithms = algorithms;
  }

  /** What may be done to a weight; empty where the stage does not take it. */
  Optional<BudgetedWeight> of(Weight weight) {
    switch (chooser.choose(weight.site())) {
      case StageChoice.LeaveAlone _ -> {
        return Optional.empty();
      }
      case StageChoice.Refuse refuse -> {
        contradictions.add(refuse.problem());
        return Optional.empty();
      }
      case StageChoice.Work _ -> {}
    }
    if (!stage.rules().getLast().equals(chooser.rule(weight.site()))) {
      PlannedWeight fixed = plan(weight, chooser);
      return Optional.of(
          new BudgetedWeight(
              weight,
              false,
              List.of(new BudgetedWeight.Way(Optional.empty(), "an override", fixed))));
    }
    PlannedWeight asItIs = planned(weight, before);
    List<BudgetedWeight.Way> ways = new ArrayList<>();
    ways.add(new BudgetedWeight.Way(Optional.empty(), "as it is", asItIs));
    for (Budget.Candidate candidate : budget.candidates()) {
      if (bitsPerWeight > candidate.mostBitsPerWeight()) {
        continue;
      }
      plan(weight, candidate, asItIs.steps().size())
          .ifPresent(planned ->
              ways.add(new BudgetedWeight.Way(Optional.of(candidate), candidate.label(), planned)));
    }
    return Optional.of(new BudgetedWeight(weight, true, ways));
  }

  /** What the stage asks for and no weight can have. */
  List<Problem> contradictions() {
    return contradictions;
  }

  /** Which candidates some weights cannot have, and why. */
  List<String> notes() {
    Map<String, List<String>> labels = new LinkedHashMap<>();
    counts.forEach((label, count) ->
        labels
            .computeIfAbsent(
                " for " + Quantities.count(count, "weight") + ": " + reasons.get(label),
                _ -> new ArrayList<>())
            .add(label));
    List<String> notes = new ArrayList<>();
    labels.forEach((why, alike) ->
        notes.add(budget.words() + " leaves out " + String.join(", ", alike) + why));
    return notes;
  }

  private Optional<PlannedWeight> plan(Weight weight, Budget.Candidate candidate, int stepsBefore) {
    WeightAlgorithm<?> algorithm = algorithms.get(candidate.treatment().use());
    if (algorithm == null) {
      throw new IllegalStateException("no algorithm " + candidate.treatment().use());
    }
    WeightWork work = WeightWork.OfAlgorithm.of(algorithm, candidate.treatment().configuration());
    PlannedWeight planned;
    try {
      planned = plan(weight, new Only(stage.name(), work));
    } catch (ProblemException refused) {
      for (Problem problem : refused.problems()) {
        if (problem.kind() != Problem.Kind.INPUT) {
          throw refused;
        }
      }
      impossible(candidate, refused.problems().getFirst().message());
      return Optional.empty();
    }
    if (planned.steps().size() == stepsBefore) {
      impossible(candidate, planned.outcomes().getLast().reason());
      return Optional.empty();
    }
    Optional<Problem> problem = legality.problem(planned, deployment);
    if (problem.isPresent()) {
      impossible(candidate, problem.get().message());
      return Optional.empty();
    }
    return Optional.of(planned);
  }

  private void impossible(Budget.Candidate candidate, String reason) {
    counts.merge(candidate.label(), 1, Integer::sum);
    reasons.putIfAbsent(candidate.label(), reason);
  }

  private PlannedWeight plan(Weight weight, StageChoice last) {
    List<StageChoice> stages = new ArrayList<>(before);
    stages.add(last);
    return planned(weight, stages);
  }

  private PlannedWeight planned(Weight weight, List<StageChoice> stages) {
    return new Planner(stages, context).plan(List.of(weight)).getFirst();
  }

  /** One piece of work for every weight. */
  private record Only(String name, WeightWork work) implements StageChoice {
    @Override
    public Choice choose(WeightSite site) {
      return new Work(work, List.of());
    }
  }
}
