package dev.coremill.core.pipeline;

import dev.coremill.core.config.Binder;
import dev.coremill.core.evaluate.EvaluateConfiguration;
import dev.coremill.core.yaml.Node;
import dev.coremill.core.yaml.Position;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes stages of the elements of {@code stages}. */
final class StageReader {
  /** The keys of a stage that make no sense where whole programs are transformed. */
  static final List<String> WEIGHT_KEYS =
      List.of("select", "overrides", "bits_per_weight", "max_bytes", "candidates");

  private static final String OPTIMIZATION_KEY = "optimization_config";

  private final Binder binder;
  private final TreatmentReader treatments;
  private final OptimizationConfigReader optimizationConfigs;
  private final BudgetReader budgets;
  private final Set<String> names = new HashSet<>();

  StageReader(
      Binder binder, TreatmentReader treatments, OptimizationConfigReader optimizationConfigs) {
    this.binder = binder;
    this.treatments = treatments;
    this.optimizationConfigs = optimizationConfigs;
    this.budgets = new BudgetReader(binder, treatments);
  }

  /**
   * Makes a stage; null where something is wrong, which is reported then.
   *
   * @param folder what paths in it are relative to
   */
  @Nullable Stage read(Node node, int number, Path folder) {
    String subject = "stages[" + number + "]";
    if (node instanceof Node.Mapping mapping && mapping.get(OPTIMIZATION_KEY) != null) {
      return optimizationStage(mapping, subject, folder);
    }
    PipelineSection.AlgorithmStage section =
        binder.bind(PipelineSection.AlgorithmStage.class, node, subject, List.of(OPTIMIZATION_KEY));
    if (section == null || !(node instanceof Node.Mapping mapping)) {
      return null;
    }
    if (section.use().equals(EvaluateConfiguration.NAME)) {
      return evaluateStage(section, mapping, subject);
    }
    return treatments.isTransform(section.use())
        ? transformStage(section, mapping, subject)
        : algorithmStage(section, mapping, subject);
  }

  private @Nullable Stage transformStage(
      PipelineSection.AlgorithmStage section, Node.Mapping stage, String subject) {
    boolean sound =
        hasNoWeightKeys(stage, subject, "'" + section.use() + "' transforms whole programs");
    Transformation transformation =
        treatments.transformation(section.use(), atStage(section.config(), stage));
    String name = name(section.name(), section.use(), stage);
    return sound && transformation != null ? Stage.of(name, transformation) : null;
  }

  /** A stage that changes nothing stands where a transform does: both are about whole models. */
  private @Nullable Stage evaluateStage(
      PipelineSection.AlgorithmStage section, Node.Mapping stage, String subject) {
    boolean sound =
        hasNoWeightKeys(stage, subject, "'" + section.use() + "' measures whole models");
    EvaluateConfiguration configuration =
        binder.bind(
            EvaluateConfiguration.class,
            atStage(section.config(), stage),
            section.use(),
            List.of());
    String name = name(section.name(), section.use(), stage);
    return sound && configuration != null
        ? Stage.of(name, new Transformation(section.use(), configuration))
        : null;
  }

  private boolean hasNoWeightKeys(Node.Mapping stage, String subject, String reason) {
    boolean sound = true;
    for (Node.Entry entry : stage.entries()) {
      if (WEIGHT_KEYS.contains(entry.key())) {
        sound = false;
        binder.report(
            entry.position(),
            subject + ": '" + entry.key() + "' is about weights, and " + reason,
            "remove it");
      }
    }
    return sound;
  }

  private @Nullable Stage optimizationStage(Node.Mapping mapping, String subject, Path folder) {
    for (Node.Entry entry : mapping.entries()) {
      if (entry.key().equals("use")) {
        binder.report(
            entry.position(),
            subject + ": 'use' and 'optimization_config' exclude each other",
            "keep one of them");
        return null;
      }
    }
    PipelineSection.OptimizationStage section =
        binder.bind(PipelineSection.OptimizationStage.class, mapping, subject);
    if (section == null) {
      return null;
    }
    OptimizationConfigReader.Rules read =
        optimizationConfigs.read(section.optimizationConfig(), folder);
    if (read == null) {
      return null;
    }
    String name = name(section.name(), read.use(), mapping);
    return new Stage(name, Selection.ofEveryConstant(), read.rules());
  }

  private @Nullable Stage algorithmStage(
      PipelineSection.AlgorithmStage section, Node.Mapping stage, String subject) {
    PipelineSection.Select select = section.select();
    Position usePosition = valuePosition(stage, "use");
    Node config = atStage(section.config(), stage);
    List<Rule> rules = new ArrayList<>();
    BudgetReader.Read budget = budgets.read(section, stage, config, usePosition, subject);
    Treatment main =
        budget.isGiven()
            ? budget.anyTreatment()
            : treatments.read(
                section.use(), section.use(), usePosition, config, select.weightThreshold());
    boolean sound = main != null;
    for (int i = 0; i < section.overrides().size(); i++) {
      Rule rule = override(section, config, section.overrides().get(i), i, usePosition);
      sound &= rule != null;
      if (rule != null) {
        rules.add(rule);
      }
    }
    String name = name(section.name(), section.use(), stage);
    if (!sound || main == null) {
      return null;
    }
    String origin = subject + " (" + section.position().inShort() + ")";
    rules.add(new Rule(Matcher.everything(), Optional.of(main), origin));
    Selection selection =
        new Selection(
            select.opTypes(), select.opNames(), select.constNames(), select.exclude(), false);
    return new Stage(name, selection, rules, budget.budget());
  }

  private @Nullable Rule override(
      PipelineSection.AlgorithmStage stage,
      Node stageConfig,
      PipelineSection.OverrideRule override,
      int number,
      Position usePosition) {
    String subject = "overrides[" + number + "]";
    Matcher matcher = new Matcher(override.opTypes(), override.opNames(), override.constNames());
    if (matcher.equals(Matcher.everything())) {
      binder.report(
          override.position(),
          subject + ": does not say which weights it is for",
          "give op_names, op_types or const_names");
      return null;
    }
    if (override.skip() == override.config().isPresent()) {
      binder.report(
          override.position(),
          subject
              + (override.skip()
                  ? ": 'skip' and 'config' exclude each other"
                  : ": says nothing to do"),
          override.skip() ? "keep one of them" : "give config, or skip: true");
      return null;
    }
    String origin = subject + " (" + override.position().inShort() + ")";
    if (override.config().isEmpty()) {
      return new Rule(matcher, Optional.empty(), origin);
    }
    Node config = override.config().get();
    if (config instanceof Node.Mapping mine && stageConfig instanceof Node.Mapping base) {
      config = mine.over(base);
    }
    Treatment treatment =
        treatments.read(
            stage.use(), stage.use(), usePosition, config, stage.select().weightThreshold());
    return treatment == null ? null : new Rule(matcher, Optional.of(treatment), origin);
  }

  /** A config that is not given stands where the stage stands. */
  private static Node atStage(Node config, Node.Mapping stage) {
    return config instanceof Node.Mapping mapping && mapping.entries().isEmpty()
        ? new Node.Mapping(stage.position(), List.of())
        : config;
  }

  private static Position valuePosition(Node.Mapping mapping, String key) {
    Node value = mapping.get(key);
    return value == null ? mapping.position() : value.position();
  }

  private String name(Optional<String> given, String use, Node.Mapping stage) {
    if (given.isPresent()) {
      if (!names.add(given.get())) {
        binder.report(
            valuePosition(stage, "name"),
            "another stage is named '" + given.get() + "' too",
            "give each stage a name of its own");
      }
      return given.get();
    }
    String name = use;
    for (int number = 2; !names.add(name); number++) {
      name = use + "-" + number;
    }
    return name;
  }
}
