package dev.coremill.plugins.torch;

import dev.coremill.api.program.Operation;
import dev.coremill.api.runtime.PredictionException;
import dev.coremill.plugins.torch.operator.OperationSite;
import dev.coremill.plugins.torch.operator.RuntimeValue;
import java.util.Arrays;

/** Words for operations that cannot be computed. */
final class Failures {
  private Failures() {}

  /** Names the operation, what it was given, and what is wrong. */
  static PredictionException of(
      Operation operation, RuntimeValue[][] inputs, OperationSite site, RuntimeException cause) {
    StringBuilder text = new StringBuilder(operation.type());
    text.append(" '").append(operation.name()).append("' cannot be computed: ");
    text.append(NativeLibrary.firstLine(cause));
    String separator = " (";
    for (int i = 0; i < inputs.length; i++) {
      for (RuntimeValue input : inputs[i]) {
        if (input instanceof RuntimeValue.OfTensor tensor && tensor.tensor().dim() > 0) {
          text.append(separator).append(site.arguments().get(i)).append(": ");
          text.append(tensor.type().text()).append(Arrays.toString(tensor.tensor().shape()));
          separator = ", ";
        }
      }
    }
    if (separator.equals(", ")) {
      text.append(')');
    }
    return new PredictionException(text.toString(), cause);
  }
}
