package dev.coremill.core.pipeline;

import dev.coremill.api.config.Parameter;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Algorithms with the parameters of the field, for tests of the reading alone. */
final class SampleCatalog implements AlgorithmCatalog {
  record Quantize(
      @Parameter(
              description = "How values are laid onto integers.",
              defaultValue = "linear_symmetric",
              allowed = {"linear_symmetric", "linear"})
          String mode,
      @Parameter(
              description = "The integer type.",
              defaultValue = "int8",
              allowed = {"int8", "uint8", "int4", "uint4"})
          String dtype,
      @Parameter(description = "What shares a scale.", defaultValue = "per_channel")
          String granularity,
      @Parameter(description = "Lengths of a block.", defaultValue = "32", minimum = 0)
          List<Integer> blockSize) {}

  record Palettize(
      @Parameter(
              description = "Bits of an index.",
              allowed = {"1", "2", "3", "4", "6", "8"})
          Optional<Integer> nbits,
      @Parameter(
              description = "How tables are made.",
              defaultValue = "kmeans",
              allowed = {"kmeans", "uniform", "unique"})
          String mode,
      @Parameter(description = "What shares a table.", defaultValue = "per_tensor")
          String granularity,
      @Parameter(description = "Channels of a group.", defaultValue = "32", minimum = 1)
          int groupSize,
      @Parameter(description = "The axis of groups.") Optional<Integer> channelAxis,
      @Parameter(description = "Elements of an entry.", defaultValue = "1", minimum = 1)
          int clusterDim,
      @Parameter(description = "Whether channels are scaled.", defaultValue = "false")
          boolean enablePerChannelScale) {
    Palettize {
      if (mode.equals("unique") == nbits.isPresent()) {
        throw new IllegalArgumentException("nbits goes with kmeans and uniform");
      }
    }
  }

  record Prune(
      @Parameter(description = "The share of zeros.", minimum = 0, maximum = 1)
          Optional<Double> targetSparsity,
      @Parameter(description = "Zeros in each group.", minimum = 1) Optional<List<Integer>> nMRatio,
      @Parameter(description = "The largest magnitude to drop.", minimum = 0)
          Optional<Double> threshold,
      @Parameter(
              description = "The share of zeros from which on it pays.",
              defaultValue = "0.5",
              minimum = 0,
              maximum = 1)
          double minimumSparsityPercentile,
      @Parameter(description = "Length of a block.", minimum = 2) Optional<Integer> blockSize,
      @Parameter(
              description = "The axis.",
              allowed = {"0", "1"})
          Optional<Integer> dim) {}

  @Override
  public Collection<String> names() {
    return List.of("palettize", "prune", "quantize");
  }

  @Override
  public Optional<Class<? extends Record>> configurationType(String name) {
    return switch (name) {
      case "palettize" -> Optional.of(Palettize.class);
      case "prune" -> Optional.of(Prune.class);
      case "quantize" -> Optional.of(Quantize.class);
      default -> Optional.empty();
    };
  }

  @Override
  public Optional<String> description(String name) {
    return Optional.of("Does " + name + ".");
  }
}
