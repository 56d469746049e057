package dev.coremill.plugins.torch.operator;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Reading and writing states. A value that was read keeps what it was: a write gives the state
 * another tensor.
 */
final class StateOperators {
  private StateOperators() {}

  static void register(OperatorRegistry registry) {
    registry.moves("read_state", StateOperators::read);
    registry.values("write_state", StateOperators::write);
    registry.moves("coreml_update_state", StateOperators::update);
  }

  /** The content leaves the state where a write follows, so that it can be changed in place. */
  private static Tensor read(OperationContext context) {
    StateCell cell = context.state("input");
    return context.isReplaced("input") ? cell.take() : new Tensor(cell.content().tensor());
  }

  private static List<RuntimeValue> write(OperationContext context) {
    context.state("input").write(context.whole("data"));
    return List.of();
  }

  private static Tensor update(OperationContext context) {
    RuntimeValue.OfTensor value = context.whole("value");
    context.state("state").write(value);
    return value.tensor();
  }
}
