package dev.coremill.core.pipeline;

import dev.coremill.core.evaluate.EvaluateConfiguration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The algorithms with the stages that every pipeline may have besides.
 *
 * @param algorithms the algorithms
 */
record StageCatalog(AlgorithmCatalog algorithms) implements AlgorithmCatalog {
  @Override
  public Collection<String> names() {
    Collection<String> names = new TreeSet<>(algorithms.names());
    names.add(EvaluateConfiguration.NAME);
    return names;
  }

  @Override
  public Optional<Class<? extends Record>> configurationType(String name) {
    return isEvaluation(name)
        ? Optional.of(EvaluateConfiguration.class)
        : algorithms.configurationType(name);
  }

  @Override
  public List<Map<String, String>> budgetCandidates(String name) {
    return isEvaluation(name) ? List.of() : algorithms.budgetCandidates(name);
  }

  @Override
  public Optional<String> description(String name) {
    return isEvaluation(name)
        ? Optional.of(EvaluateConfiguration.DESCRIPTION)
        : algorithms.description(name);
  }

  @Override
  public boolean isTransform(String name) {
    return isEvaluation(name) || algorithms.isTransform(name);
  }

  private static boolean isEvaluation(String name) {
    return name.equals(EvaluateConfiguration.NAME);
  }
}
