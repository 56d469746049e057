package dev.coremill.plugins.pruning;

import dev.coremill.api.config.Parameter;
import java.util.List;
import java.util.Optional;

/**
 * The configuration of {@code prune}; keys, values and defaults are those of coremltools' magnitude
 * and threshold pruners. Exactly one of {@code targetSparsity}, {@code nMRatio} and {@code
 * threshold} is given.
 *
 * @param targetSparsity the part of the elements that become zero
 * @param blockSize channels that become zero together
 * @param nMRatio n and m: of m neighbours, n become zero
 * @param dim the channels along which blocks or neighbours lie: 0 output, 1 input
 * @param threshold the magnitude up to which elements become zero
 * @param minimumSparsityPercentile the smallest part of zeros for which a threshold is applied
 */
public record PruneConfiguration(
    @Parameter(
            description =
                "The part of a weight's elements, those of the smallest magnitude, that become"
                    + " zero. 0 only stores a weight sparsely.",
            minimum = 0,
            maximum = 1)
        Optional<Double> targetSparsity,
    @Parameter(
            description =
                "Neighbouring channels, over 1, that become zero together, those blocks with the"
                    + " smallest L2 norm first. With target_sparsity.",
            minimum = 2)
        Optional<Integer> blockSize,
    @Parameter(
            description =
                "Two numbers n and m: of every m neighbours, the n of the smallest magnitude become"
                    + " zero. A list of two.",
            defaultValue = "[]",
            minimum = 0)
        List<Integer> nMRatio,
    @Parameter(
            description =
                "The channels along which blocks or the neighbours of n_m_ratio lie: 0 for output, 1"
                    + " for input. Left out: 0 for blocks, 1 for n_m_ratio.",
            minimum = 0,
            maximum = 1)
        Optional<Integer> dim,
    @Parameter(
            description = "The magnitude up to which, inclusive, elements become zero.",
            minimum = 0)
        Optional<Double> threshold,
    @Parameter(
            description =
                "With threshold: the smallest part of zeros with which a weight is stored sparsely;"
                    + " others are left as they are.",
            defaultValue = "0.5",
            minimum = 0,
            maximum = 1)
        double minimumSparsityPercentile) {

  /**
   * Checks what concerns several keys.
   *
   * @throws IllegalArgumentException if they contradict each other
   */
  public PruneConfiguration {
    nMRatio = List.copyOf(nMRatio);
    int ways =
        (targetSparsity.isPresent() ? 1 : 0)
            + (nMRatio.isEmpty() ? 0 : 1)
            + (threshold.isPresent() ? 1 : 0);
    if (ways != 1) {
      throw new IllegalArgumentException(
          "exactly one of target_sparsity, n_m_ratio and threshold must be given, not " + ways);
    }
    if (targetSparsity.isPresent() && !(targetSparsity.get() >= 0 && targetSparsity.get() <= 1)) {
      throw new IllegalArgumentException(
          "target_sparsity is " + targetSparsity.get() + "; it must be between 0 and 1");
    }
    if (threshold.isPresent() && !(threshold.get() >= 0)) {
      throw new IllegalArgumentException(
          "threshold is " + threshold.get() + "; it must be 0 or more");
    }
    if (!nMRatio.isEmpty()
        && (nMRatio.size() != 2
            || nMRatio.get(0) < 0
            || nMRatio.get(1) < 1
            || nMRatio.get(0) > nMRatio.get(1))) {
      throw new IllegalArgumentException(
          "n_m_ratio is " + nMRatio + "; it must be two numbers n and m, with n at most m");
    }
    if (blockSize.isPresent() && targetSparsity.isEmpty()) {
      throw new IllegalArgumentException("block_size needs target_sparsity");
    }
    if (blockSize.isPresent() && blockSize.get() < 2) {
      throw new IllegalArgumentException(
          "block_size is " + blockSize.get() + "; it must be 2 or more");
    }
    if (dim.isPresent() && blockSize.isEmpty() && nMRatio.isEmpty()) {
      throw new IllegalArgumentException("dim needs block_size or n_m_ratio");
    }
    if (dim.isPresent() && dim.get() != 0 && dim.get() != 1) {
      throw new IllegalArgumentException(
          "dim is " + dim.get() + "; it must be 0 (output channels) or 1 (input channels)");
    }
    if (!(minimumSparsityPercentile >= 0 && minimumSparsityPercentile <= 1)) {
      throw new IllegalArgumentException(
          "minimum_sparsity_percentile is "
              + minimumSparsityPercentile
              + "; it must be between 0 and 1");
    }
  }

  /** Whether positions count besides magnitudes, so that the channels of a weight must be known. */
  boolean isStructured() {
    return blockSize.isPresent() || !nMRatio.isEmpty();
  }

  /** Whether blocks or neighbours lie along the input channels. */
  boolean isAlongInput() {
    return dim.orElse(blockSize.isPresent() ? 0 : 1) == 1;
  }
}
