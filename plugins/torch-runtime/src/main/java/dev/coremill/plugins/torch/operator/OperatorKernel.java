package dev.coremill.plugins.torch.operator;

import java.util.List;

/** Computes an operator. */
@FunctionalInterface
public interface OperatorKernel {
  /**
   * Computes one operation.
   *
   * @return a value for each output
   * @throws OperatorException if it cannot be computed on these inputs
   */
  List<RuntimeValue> compute(OperationContext context);
}
