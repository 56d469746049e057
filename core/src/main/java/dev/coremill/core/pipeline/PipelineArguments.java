package dev.coremill.core.pipeline;

import java.util.List;
import java.util.Optional;

/**
 * A pipeline as the command line gives it, every value as it was typed.
 *
 * @param model the package to compress
 * @param output the package to write
 * @param uses the algorithms, in order: values of {@code --use}
 * @param settings their parameters: values of {@code --set}, such as {@code nbits=4}; with several
 *     algorithms that know a parameter, {@code palettize.nbits=4}
 * @param minimumOs values of {@code --minimum-os}
 * @param computeUnits value of {@code --compute-units}
 * @param targets values of {@code --target}
 * @param onIndivisible value of {@code --on-indivisible}
 * @param report value of {@code --report}
 * @param bitsPerWeight value of {@code --bits-per-weight}: a budget for the last algorithm
 * @param maxBytes value of {@code --max-bytes}
 */
public record PipelineArguments(
    String model,
    String output,
    List<String> uses,
    List<String> settings,
    List<String> minimumOs,
    Optional<String> computeUnits,
    List<String> targets,
    Optional<String> onIndivisible,
    Optional<String> report,
    Optional<String> bitsPerWeight,
    Optional<String> maxBytes) {
  /** Copies the lists. */
  public PipelineArguments {
    uses = List.copyOf(uses);
    settings = List.copyOf(settings);
    minimumOs = List.copyOf(minimumOs);
    targets = List.copyOf(targets);
  }

  /** Arguments without a budget. */
  public PipelineArguments(
      String model,
      String output,
      List<String> uses,
      List<String> settings,
      List<String> minimumOs,
      Optional<String> computeUnits,
      List<String> targets,
      Optional<String> onIndivisible,
      Optional<String> report) {
    this(
        model,
        output,
        uses,
        settings,
        minimumOs,
        computeUnits,
        targets,
        onIndivisible,
        report,
        Optional.empty(),
        Optional.empty());
  }
}
