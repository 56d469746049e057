package dev.coremill.core.report;

import dev.coremill.api.algorithm.WeightUse;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;
import java.util.List;
import java.util.Optional;

/**
 * What happens to one weight.
 *
 * @param name the constant's name, as selectors accept it
 * @param uses every use of it
 * @param type the element type of its value
 * @param shape the shape of its value
 * @param before how it was stored
 * @param after how it is stored; in a plan with estimated sizes where they depend on values
 * @param stages what each stage does to it, in order
 * @param error how far the values are from the original ones; empty in a plan, and where nothing
 *     changed
 */
public record WeightReport(
    String name,
    List<WeightUse> uses,
    DataType type,
    Shape shape,
    Encoding before,
    Encoding after,
    List<StageOutcome> stages,
    Optional<WeightError> error) {
  /** Copies the lists. */
  public WeightReport {
    uses = List.copyOf(uses);
    stages = List.copyOf(stages);
  }

  /** Whether any stage stores the weight otherwise. */
  public boolean changed() {
    return stages.stream().anyMatch(stage -> stage.status() == StageOutcome.Status.COMPRESSED);
  }
}
