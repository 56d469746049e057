package dev.coremill.core.pipeline;

import dev.coremill.api.algorithm.BudgetCandidates;
import java.util.Collection;
import java.util.Optional;

/** The algorithms that a pipeline may use, for weights and for whole programs. */
public interface AlgorithmCatalog {
  /** The names of all, in a stable order. */
  Collection<String> names();

  /** The class of an algorithm's configuration; empty where there is no such algorithm. */
  Optional<Class<? extends Record>> configurationType(String name);

  /** What an algorithm offers to a budget; empty where it offers nothing. */
  default Optional<BudgetCandidates> budgetCandidates(String name) {
    return Optional.empty();
  }

  /** What an algorithm does, in a sentence, for editors; empty where nothing is known of it. */
  default Optional<String> description(String name) {
    return Optional.empty();
  }

  /** Whether a name is that of a transform of whole programs, which selects no weights. */
  default boolean isTransform(String name) {
    return false;
  }
}
