package dev.coremill.core.engine;

import dev.coremill.core.budget.Choice;
import dev.coremill.core.budget.Knapsack;
import dev.coremill.core.budget.Option;
import dev.coremill.core.pipeline.Budget;
import dev.coremill.core.pipeline.ExplicitPipeline;
import dev.coremill.core.pipeline.Matcher;
import dev.coremill.core.pipeline.Pipeline;
import dev.coremill.core.pipeline.PipelineSource;
import dev.coremill.core.pipeline.Rule;
import dev.coremill.core.pipeline.Stage;
import dev.coremill.core.pipeline.Treatment;
import dev.coremill.core.plugin.Plugins;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.report.Quantities;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Decides budgets: lists what may be done to each weight of a stage, measures it, lets the knapsack
 * choose, and puts a rule for each weight in the budget's place. Stages are decided in their order,
 * each with what the ones before it do.
 */
final class BudgetedStages {
  private final Plugins plugins;
  private final RunOptions options;
  private final Progress progress;

  BudgetedStages(Plugins plugins, RunOptions options, Progress progress) {
    this.plugins = plugins;
    this.options = options;
    this.progress = progress;
  }

  /**
   * The pipeline without budgets.
   *
   * @throws ProblemException if a budget is below what is possible, or a measurement fails
   */
  Pipeline resolve(Pipeline pipeline, List<Weight> weights) {
    Pipeline resolved = pipeline;
    for (int number = 0; number < pipeline.stages().size(); number++) {
      Stage stage = pipeline.stages().get(number);
      if (stage.budget().isPresent()) {
        resolved = resolve(resolved, number, stage, stage.budget().get(), weights);
      }
    }
    return resolved;
  }

  private Pipeline resolve(
      Pipeline pipeline, int number, Stage stage, Budget budget, List<Weight> weights) {
    List<StageChoice> before = new ArrayList<>();
    for (Stage earlier : pipeline.stages().subList(0, number)) {
      if (earlier.transformation().isEmpty()) {
        before.add(new PipelineStage(earlier, plugins.algorithms()));
      }
    }
    Legality legality = new Legality(plugins);
    StageChoice chooser = new PipelineStage(stage, plugins.algorithms());
    List<Weight> chosen = new ArrayList<>();
    long elements = 0;
    for (Weight weight : weights) {
      if (!(chooser.choose(weight.site()) instanceof StageChoice.LeaveAlone)) {
        chosen.add(weight);
        elements += weight.site().encoding().shape().elementCount();
      }
    }
    CandidateList candidates =
        new CandidateList(
            stage,
            budget,
            budget.bits(elements),
            before,
            new PipelineContext(pipeline.onIndivisible(), plugins.lookupTableFunctions()),
            pipeline.deployment(),
            legality,
            plugins.algorithms());
    List<BudgetedWeight> selected = new ArrayList<>();
    for (Weight weight : chosen) {
      candidates.of(weight).ifPresent(selected::add);
    }
    Problems.throwIfAny(candidates.contradictions());
    List<List<Option>> measured = measure(selected, pipeline, legality);
    long bytes = budget.bytes(elements);
    Choice choice = choose(stage, budget, measured, elements, bytes);
    List<String> notes = new ArrayList<>(candidates.notes());
    notes.addFirst(summary(budget, selected, choice, elements, bytes));
    Map<String, Optional<Budget.Candidate>> taken = new LinkedHashMap<>();
    List<Rule> rules = new ArrayList<>(stage.rules().subList(0, stage.rules().size() - 1));
    for (int i = 0; i < selected.size(); i++) {
      BudgetedWeight weight = selected.get(i);
      int option = choice.options().get(i);
      if (weight.isFree()) {
        BudgetedWeight.Way way = weight.ways().get(option);
        taken.put(weight.name(), way.candidate());
        rules.add(rule(budget, weight.name(), way, measured.get(i).get(option)));
      }
    }
    rules.add(stage.rules().getLast());
    Stage explicit = stage.withChoice(rules, notes);
    List<Stage> stages = new ArrayList<>(pipeline.stages());
    stages.set(number, explicit);
    PipelineSource source = pipeline.source();
    return pipeline
        .withStages(stages)
        .withSource(
            new PipelineSource(
                ExplicitPipeline.withChoice(source.root(), number, taken), source.folder()));
  }

  private List<List<Option>> measure(
      List<BudgetedWeight> selected, Pipeline pipeline, Legality legality) {
    return new CandidateMeter(
            options,
            weight -> legality.problem(weight, pipeline.deployment()),
            new PipelineContext(pipeline.onIndivisible(), plugins.lookupTableFunctions()),
            existing(pipeline.output()),
            progress)
        .measure(selected);
  }

  /** The nearest folder above a path that is there. */
  static Path existing(Path output) {
    Path folder = output.toAbsolutePath().getParent();
    while (folder != null && !Files.isDirectory(folder)) {
      folder = folder.getParent();
    }
    return folder == null ? output.toAbsolutePath() : folder;
  }

  private static Choice choose(
      Stage stage, Budget budget, List<List<Option>> measured, long elements, long bytes) {
    return Knapsack.choose(measured, bytes)
        .orElseThrow(() -> {
          long least = Knapsack.leastBytes(measured);
          return new ProblemException(
              Problem.input(
                  budget.position().toString(),
                  budget.words()
                      + (budget.maxBytes().isPresent() ? "" : " is " + count(bytes) + " bytes, and")
                      + (budget.maxBytes().isPresent()
                          ? " is below the smallest possible size: "
                          : " the smallest possible size is ")
                      + count(least)
                      + " bytes ("
                      + bits(least, elements)
                      + " bits per weight) for the "
                      + Quantities.count(measured.size(), "weight")
                      + " of stage "
                      + stage.name(),
                  "raise it, or give smaller candidates"));
        });
  }

  private static Rule rule(Budget budget, String name, BudgetedWeight.Way way, Option option) {
    Matcher matcher =
        new Matcher(List.of(), List.of(), List.of(Pattern.compile(Pattern.quote(name))));
    Optional<Treatment> treatment = way.candidate().map(Budget.Candidate::treatment);
    String remark =
        budget.words()
            + " chose "
            + way.label()
            + ": "
            + count(option.bytes())
            + " bytes, squared error "
            + Quantities.scientific(option.error());
    return new Rule(matcher, treatment, budget.words(), List.of(remark));
  }

  private static String summary(
      Budget budget, List<BudgetedWeight> selected, Choice choice, long elements, long limit) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    boolean anySmaller = false;
    for (Budget.Candidate candidate : budget.candidates()) {
      counts.put(candidate.label(), 0);
    }
    for (int i = 0; i < selected.size(); i++) {
      BudgetedWeight.Way way = selected.get(i).ways().get(choice.options().get(i));
      counts.merge(way.label(), 1, Integer::sum);
      anySmaller |= way.candidate().isPresent() || !selected.get(i).isFree();
    }
    StringBuilder text = new StringBuilder(budget.words());
    text.append(": ").append(Quantities.count(selected.size(), "weight")).append(" take ");
    text.append(count(choice.bytes())).append(" of ").append(count(limit)).append(" bytes (");
    text.append(bits(choice.bytes(), elements)).append(" bits per weight), squared error ");
    text.append(Quantities.scientific(choice.error()));
    text.append(
        choice.gap() == 0
            ? ", the smallest possible"
            : ", at most "
                + (Double.isInfinite(choice.gap())
                    ? Quantities.scientific(choice.error())
                    : Quantities.threeDigits(choice.gap() * 100) + " %")
                + " above the smallest possible");
    String separator = "; ";
    for (Map.Entry<String, Integer> entry : counts.entrySet()) {
      if (entry.getValue() > 0) {
        text.append(separator).append(entry.getKey()).append(": ").append(entry.getValue());
        separator = ", ";
      }
    }
    if (!anySmaller && !selected.isEmpty()) {
      text.append("; the budget has room for every weight as it is, and nothing is compressed");
    }
    return text.toString();
  }

  private static String bits(long bytes, long elements) {
    return elements == 0 ? "0" : Quantities.threeDigits(bytes * 8.0 / elements);
  }

  /** A whole number with its thousands apart. */
  private static String count(long number) {
    StringBuilder text = new StringBuilder(Long.toString(number));
    for (int i = text.length() - 3; i > 0; i -= 3) {
      text.insert(i, ',');
    }
    return text.toString();
  }
}
