package dev.coremill.api.algorithm;

import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Opset;
import dev.coremill.api.weight.WeightExpression;
import java.util.Optional;

/** What the engine offers while a program is transformed. */
public interface TransformContext {
  /** The opset that the result is written for. */
  Opset opset();

  /**
   * The value of a constant.
   *
   * @param operation a {@code const} operation of the program, holding a tensor of numbers
   * @return its value; empty where it holds something else, or is compressed
   */
  Optional<WeightExpression> constant(Operation operation);

  /** Adds a remark to the report. */
  void note(String remark);
}
