package dev.coremill.core.report;

import dev.coremill.core.cost.TargetEstimate;
import java.util.List;
import java.util.Optional;

/**
 * What a pipeline does to a package: as planned, or as done.
 *
 * @param done whether the pipeline has run; false for a plan
 * @param model the package that was read
 * @param output the package that is written
 * @param opsetBefore the highest opset of the model's programs, such as {@code CoreML7}
 * @param opsetAfter the same after the run
 * @param stages the names of the stages, in order
 * @param weights every constant that could be compressed, in the order of the program
 * @param totals sizes and errors over all weights
 * @param targets a verdict for each target of the pipeline
 * @param estimates what each function will cost on each target of the pipeline
 * @param notes remarks that concern no single weight
 * @param evaluations what stages that evaluate have measured; empty in a plan
 */
public record PipelineReport(
    boolean done,
    String model,
    String output,
    String opsetBefore,
    String opsetAfter,
    List<String> stages,
    List<WeightReport> weights,
    Totals totals,
    List<TargetReport> targets,
    List<TargetEstimate> estimates,
    List<String> notes,
    List<Evaluation> evaluations) {
  /** Copies the lists. */
  public PipelineReport {
    stages = List.copyOf(stages);
    weights = List.copyOf(weights);
    targets = List.copyOf(targets);
    estimates = List.copyOf(estimates);
    notes = List.copyOf(notes);
    evaluations = List.copyOf(evaluations);
  }

  /**
   * Sums over a package.
   *
   * @param elements elements of all weights
   * @param weightBytesBefore bytes that they took
   * @param weightBytesAfter bytes that they take; in a plan an estimate where an encoding depends
   *     on values
   * @param packageBytesBefore bytes of all files of the package
   * @param packageBytesAfter bytes of all files of the output; empty in a plan
   * @param meanSquaredError over the elements of all weights; empty in a plan
   * @param seconds wall time of the work; empty in a plan
   */
  public record Totals(
      long elements,
      long weightBytesBefore,
      long weightBytesAfter,
      long packageBytesBefore,
      Optional<Long> packageBytesAfter,
      Optional<Double> meanSquaredError,
      Optional<Double> seconds) {
    /** Stored bits for each element of the weights; 0 where there are none. */
    public double bitsPerWeight() {
      return elements == 0 ? 0 : weightBytesAfter * 8.0 / elements;
    }
  }
}
