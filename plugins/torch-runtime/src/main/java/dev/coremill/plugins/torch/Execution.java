package dev.coremill.plugins.torch;

import dev.coremill.api.runtime.NumericMode;
import dev.coremill.api.runtime.PredictionException;
import dev.coremill.api.runtime.ValueObserver;
import dev.coremill.api.tensor.DataType;
import dev.coremill.plugins.torch.operator.OperationContext;
import dev.coremill.plugins.torch.operator.OperatorException;
import dev.coremill.plugins.torch.operator.RuntimeValue;
import dev.coremill.plugins.torch.operator.StorageTypes;
import dev.coremill.plugins.torch.operator.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** One prediction: the values that are alive, and the loop over operations. */
final class Execution {
  private final @Nullable RuntimeValue[] values;
  private final NumericMode mode;
  private final ValueObserver observer;
  private final boolean observed;
  private final HalfRounding rounding = new HalfRounding();

  /**
   * A prediction that begins.
   *
   * @param values a row of slots with the constants in place
   */
  Execution(@Nullable RuntimeValue[] values, NumericMode mode, ValueObserver observer) {
    this.values = values;
    this.mode = mode;
    this.observer = observer;
    this.observed = !observer.equals(ValueObserver.NONE);
  }

  /** Runs a block; its inputs are retained. The outputs belong to the innermost pointer scope. */
  List<RuntimeValue> run(PreparedBlock block, List<RuntimeValue> inputs) {
    if (inputs.size() != block.inputs().length) {
      throw new OperatorException(
          "a block takes " + block.inputs().length + " values, and got " + inputs.size());
    }
    try {
      for (int i = 0; i < block.inputs().length; i++) {
        values[block.inputs()[i]] = inputs.get(i).retain();
      }
      for (PreparedOperation operation : block.operations()) {
        compute(operation);
      }
      List<RuntimeValue> outputs = new ArrayList<>(block.outputs().length);
      for (int slot : block.outputs()) {
        outputs.add(value(slot).scoped());
      }
      return outputs;
    } finally {
      for (int slot : block.locals()) {
        free(slot);
      }
    }
  }

  private void compute(PreparedOperation operation) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("the prediction was interrupted");
    }
    int[][] arguments = operation.arguments();
    RuntimeValue[][] bound = new RuntimeValue[arguments.length][];
    for (int i = 0; i < bound.length; i++) {
      bound[i] = new RuntimeValue[arguments[i].length];
      for (int j = 0; j < bound[i].length; j++) {
        bound[i][j] = value(arguments[i][j]);
      }
    }
    try (PointerScope _ = new PointerScope()) {
      OperationContext context =
          new OperationContext(
              operation.site(),
              bound,
              operation.dying(),
              (block, inputs) -> run(operation.blocks()[block], inputs));
      List<RuntimeValue> results = operation.operator().kernel().compute(context);
      if (results.size() != operation.outputs().length) {
        throw new OperatorException(
            "it computes "
                + results.size()
                + " values, and the program declares "
                + operation.outputs().length);
      }
      for (int i = 0; i < results.size(); i++) {
        RuntimeValue settled = settle(operation, context, results.get(i));
        values[operation.outputs()[i]] =
            isFresh(settled, bound, operation) ? settled.adopt() : settled.retain();
      }
    } catch (PredictionException | CancellationException known) {
      throw known;
    } catch (RuntimeException failure) {
      throw Failures.of(operation.site().operation(), bound, operation.site(), failure);
    }
    if (observed) {
      report(operation);
    }
    for (int slot : operation.dead()) {
      free(slot);
    }
  }

  /** A result in the type that the program declares, rounded as the mode says. */
  private RuntimeValue settle(
      PreparedOperation operation, OperationContext context, RuntimeValue result) {
    if (!(result instanceof RuntimeValue.OfTensor computed)) {
      return result;
    }
    DataType type = computed.type();
    Tensor tensor = computed.tensor();
    ScalarType held = StorageTypes.of(type);
    if (!Tensors.hasType(tensor, held)) {
      tensor = tensor.to(held);
    }
    if (operation.operator().rounds() && mode == NumericMode.FLOAT16 && type == DataType.FLOAT16) {
      if (context.ownsResult(tensor)) {
        rounding.round(tensor);
      } else {
        tensor = HalfRounding.rounded(tensor);
      }
    }
    return new RuntimeValue.OfTensor(tensor, type);
  }

  /**
   * Whether a value belongs to the innermost scope alone: the operator made it, and did not pass on
   * what it was given.
   */
  private static boolean isFresh(
      RuntimeValue value, RuntimeValue[][] bound, PreparedOperation operation) {
    if (!operation.operator().makesTensors()
        || !(value instanceof RuntimeValue.OfTensor made)
        || !made.isOwned()) {
      return false;
    }
    for (RuntimeValue[] argument : bound) {
      for (RuntimeValue given : argument) {
        if (given instanceof RuntimeValue.OfTensor tensor && tensor.isHeldWith(made)) {
          return false;
        }
      }
    }
    return true;
  }

  private void report(PreparedOperation operation) {
    for (int i = 0; i < operation.outputs().length; i++) {
      RuntimeValue value = value(operation.outputs()[i]);
      observer.computed(
          operation.site().operation(),
          operation.site().operation().outputs().get(i).name(),
          () -> copy(value));
    }
  }

  private dev.coremill.api.program.Value copy(RuntimeValue value) {
    try (PointerScope _ = new PointerScope()) {
      return ValueConversion.fromRuntime(value, mode);
    }
  }

  private RuntimeValue value(int slot) {
    RuntimeValue value = values[slot];
    if (value == null) {
      throw new OperatorException("a value is used that was not computed");
    }
    return value;
  }

  private void free(int slot) {
    RuntimeValue value = values[slot];
    if (value != null) {
      values[slot] = null;
      value.release();
    }
  }
}
