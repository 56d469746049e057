package dev.coremill.core.pipeline;

import dev.coremill.api.algorithm.IndivisiblePolicy;
import dev.coremill.api.config.Parameter;
import dev.coremill.api.target.ComputeUnits;
import dev.coremill.api.target.OsVersion;
import dev.coremill.core.yaml.Node;
import dev.coremill.core.yaml.Position;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The pipeline file as it is written; the schema is made of the same records. */
record PipelineSection(
    @Parameter(description = "The version of this file's format: 1.", minimum = 1, maximum = 1)
        int coremill,
    @Parameter(
            description =
                "The .mlpackage to compress, relative to this file's folder or, if it is not there,"
                    + " to the current directory.")
        String model,
    @Parameter(description = "The .mlpackage to write.") String output,
    @Parameter(description = "What the result must run on.", defaultValue = "{}")
        Deploying deployment,
    @Parameter(
            description = "Ids of devices to judge the result for, such as iphone-15-pro.",
            defaultValue = "[]")
        List<String> targets,
    @Parameter(description = "What to do, in order; an empty list copies the package.")
        List<Node> stages,
    @Parameter(
            description =
                "What to do where a group size or block size does not divide a dimension of a"
                    + " weight: refuse, leave the weight as it is, or take the nearest size that"
                    + " divides.",
            defaultValue = "error")
        IndivisiblePolicy onIndivisible,
    @Parameter(description = "The HTML report to write.") Optional<String> report) {
  static final String OP_TYPES = "Operators that use the weight, such as conv.";
  static final String OP_NAMES =
      "Regular expressions for the whole name of an operation that uses the weight.";
  static final String CONST_NAMES = "Regular expressions for the whole name of the constant.";
  static final String WEIGHT_THRESHOLD =
      "Only weights with more elements are compressed; 2048 where nothing is said.";

  /** The value of {@code deployment}. */
  record Deploying(
      @Parameter(
              description =
                  "The oldest system, such as iOS18; a list where several systems must run it."
                      + " Without it, the model's own requirement stands.",
              defaultValue = "[]")
          List<OsVersion> minimumOs,
      @Parameter(
              description = "The compute units that the app lets Core ML use.",
              defaultValue = "all")
          ComputeUnits computeUnits) {}

  /** An element of {@code stages} that names an algorithm. */
  record AlgorithmStage(
      Position position,
      @Parameter(description = "The algorithm.") String use,
      @Parameter(description = "A name for reports.") Optional<String> name,
      @Parameter(description = "The algorithm's parameters.", defaultValue = "{}") Node config,
      @Parameter(description = "The weights that the stage is about.", defaultValue = "{}")
          Select select,
      @Parameter(
              description =
                  "Other treatment for some of the weights; the first that matches decides.",
              defaultValue = "[]")
          List<OverrideRule> overrides,
      @Parameter(
              description =
                  "A budget: stored bits for each element over all weights of the stage, tables and"
                      + " scales included. Each weight gets the candidate that makes the total"
                      + " squared error smallest within it.",
              minimum = 0)
          Optional<Double> bitsPerWeight,
      @Parameter(description = "The same budget in bytes; instead of bits_per_weight.", minimum = 0)
          Optional<Long> maxBytes,
      @Parameter(
              description =
                  "What a budget chooses from: parameters that differ from config. Left out: the"
                      + " algorithm's own list. To leave a weight as it is can always be chosen.")
          Optional<List<Node>> candidates) {}

  /** An element of {@code stages} that is a configuration of coremltools. */
  record OptimizationStage(
      Position position,
      @Parameter(
              description =
                  "A configuration for coremltools' OptimizationConfig: the path of a YAML or JSON"
                      + " file, relative to this file, or the configuration itself.")
          Node optimizationConfig,
      @Parameter(description = "A name for reports.") Optional<String> name) {}

  /** The value of {@code select}. */
  record Select(
      @Parameter(description = OP_TYPES, defaultValue = "[]") List<String> opTypes,
      @Parameter(description = OP_NAMES, defaultValue = "[]") List<Pattern> opNames,
      @Parameter(description = CONST_NAMES, defaultValue = "[]") List<Pattern> constNames,
      @Parameter(
              description =
                  "Regular expressions for the whole names of operations and constants to leave"
                      + " alone.",
              defaultValue = "[]")
          List<Pattern> exclude,
      @Parameter(description = WEIGHT_THRESHOLD, minimum = 0) Optional<Long> weightThreshold) {}

  /** An element of {@code overrides}. */
  record OverrideRule(
      Position position,
      @Parameter(description = OP_TYPES, defaultValue = "[]") List<String> opTypes,
      @Parameter(description = OP_NAMES, defaultValue = "[]") List<Pattern> opNames,
      @Parameter(description = CONST_NAMES, defaultValue = "[]") List<Pattern> constNames,
      @Parameter(
              description =
                  "Parameters that differ from the stage's; null takes one of the stage's back to"
                      + " its default.")
          Optional<Node> config,
      @Parameter(description = "Whether to leave these weights alone.", defaultValue = "false")
          boolean skip) {}

  /** What may stand in a {@code config} beside the algorithm's own parameters. */
  record Threshold(
      @Parameter(description = WEIGHT_THRESHOLD, minimum = 0) Optional<Long> weightThreshold) {}
}
