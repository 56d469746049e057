package dev.coremill.api.algorithm;

import dev.coremill.api.program.Opset;
import dev.coremill.api.weight.Encoding;
import java.util.List;

/**
 * A weight of a program, and who uses it.
 *
 * @param name the constant's name, unique in the package; constants of functions other than the
 *     first, or of models inside a pipeline, that share no storage have distinct names
 * @param encoding how it is stored when it reaches the algorithm
 * @param uses every use of it, in the order of the program; never empty
 * @param axes its channel axes, as its uses agree on them
 * @param opset the opset that the result is written for
 */
public record WeightSite(
    String name, Encoding encoding, List<WeightUse> uses, ChannelAxes axes, Opset opset) {
  /** Copies the list. */
  public WeightSite {
    uses = List.copyOf(uses);
  }

  /** The same weight in another encoding. */
  public WeightSite withEncoding(Encoding changed) {
    return new WeightSite(name, changed, uses, axes, opset);
  }
}
