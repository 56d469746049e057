package dev.coremill.core.pipeline;

import dev.coremill.api.algorithm.BudgetCandidates;
import dev.coremill.core.config.Binder;
import dev.coremill.core.problem.Suggestions;
import dev.coremill.core.yaml.Node;
import dev.coremill.core.yaml.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes treatments of an algorithm's name and its parameters. */
final class TreatmentReader {
  static final String THRESHOLD_KEY = "weight_threshold";

  private static final long DEFAULT_THRESHOLD = 2048;
  private static final List<String> OTHER_KEYS = List.of(THRESHOLD_KEY);

  private final Binder binder;
  private final AlgorithmCatalog catalog;

  TreatmentReader(Binder binder, AlgorithmCatalog catalog) {
    this.binder = binder;
    this.catalog = catalog;
  }

  /**
   * Makes a treatment; null where something is wrong, which is reported then.
   *
   * @param subject the words for the algorithm in messages
   * @param usePosition where its name stands
   * @param threshold the threshold where the parameters give none
   */
  @Nullable Treatment read(
      String use, String subject, Position usePosition, Node config, Optional<Long> threshold) {
    Optional<Class<? extends Record>> type = catalog.configurationType(use);
    if (type.isEmpty()) {
      reportUnknown(use, usePosition);
      return null;
    }
    if (!(config instanceof Node.Mapping mapping)) {
      binder.bind(type.get(), config, subject, OTHER_KEYS);
      return null;
    }
    Record configuration =
        binder.bind(type.get(), mapping.without(THRESHOLD_KEY), subject, OTHER_KEYS);
    PipelineSection.Threshold given =
        binder.bind(PipelineSection.Threshold.class, onlyThreshold(mapping), subject);
    if (configuration == null || given == null) {
      return null;
    }
    long elements = given.weightThreshold().or(() -> threshold).orElse(DEFAULT_THRESHOLD);
    return new Treatment(use, configuration, elements);
  }

  /** What an algorithm offers to a budget. */
  Optional<BudgetCandidates> budgetCandidates(String use) {
    return catalog.budgetCandidates(use);
  }

  /** Whether there is such an algorithm. */
  boolean knows(String use) {
    return catalog.configurationType(use).isPresent();
  }

  /** Whether this is a transform of whole programs. */
  boolean isTransform(String use) {
    return catalog.isTransform(use);
  }

  /** Makes a transformation; null where something is wrong, which is reported then. */
  @Nullable Transformation transformation(String use, Node config) {
    Record configuration =
        binder.bind(catalog.configurationType(use).orElseThrow(), config, use, List.of());
    return configuration == null ? null : new Transformation(use, configuration);
  }

  private static Node.Mapping onlyThreshold(Node.Mapping mapping) {
    List<Node.Entry> entries = new ArrayList<>();
    for (Node.Entry entry : mapping.entries()) {
      if (entry.key().equals(THRESHOLD_KEY)) {
        entries.add(entry);
      }
    }
    return new Node.Mapping(mapping.position(), entries);
  }

  private void reportUnknown(String use, Position position) {
    List<String> known = new ArrayList<>(catalog.names());
    String list =
        known.isEmpty() ? "no algorithm is installed" : "known: " + String.join(", ", known);
    binder.report(
        position,
        "there is no algorithm '" + use + "'",
        Suggestions.nearest(use, known)
            .map(name -> "did you mean '" + name + "'? " + list)
            .orElse(list));
  }
}
