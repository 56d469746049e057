package dev.coremill.core.cost.fit;

import dev.coremill.api.target.ComputeUnit;
import dev.coremill.core.cost.Generation;
import dev.coremill.core.cost.WeightForm;

/**
 * A latency that somebody measured.
 *
 * @param line its line in the file
 * @param model the model as the source names it
 * @param network the network, one of a {@link Networks}
 * @param chip the id of the chip
 * @param unit where it ran
 * @param generation the generation of the system
 * @param form how the weights are stored
 * @param quantizedActivations whether activations are 8-bit integers
 * @param milliseconds the latency
 * @param resolution the step in which it is given, such as 1 for whole milliseconds
 * @param source where it is published
 */
public record Measurement(
    int line,
    String model,
    String network,
    String chip,
    ComputeUnit unit,
    Generation generation,
    WeightForm form,
    boolean quantizedActivations,
    double milliseconds,
    double resolution,
    String source) {
  /** What is done to the network, in a word or two. */
  String configuration() {
    String stored =
        switch (form.kind()) {
          case PLAIN -> form.density() < 1 ? "sparse" : "fp16";
          case INTEGER -> "int" + form.bits();
          case BLOCKWISE_INTEGER -> "int" + form.bits() + " blocks";
          case PALETTE -> form.bits() + "-bit palette";
        };
    return quantizedActivations ? stored + " + int8 activations" : stored;
  }

  /** The kind of configuration that error tables sum up by. */
  String configurationKind() {
    return switch (form.kind()) {
      case PLAIN -> form.density() < 1 ? "sparse" : "fp16";
      case INTEGER, BLOCKWISE_INTEGER ->
          quantizedActivations ? "integer weights and activations" : "integer weights";
      case PALETTE -> "palette";
    };
  }
}
