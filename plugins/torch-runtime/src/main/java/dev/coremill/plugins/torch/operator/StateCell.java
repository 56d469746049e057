package dev.coremill.plugins.torch.operator;

import dev.coremill.api.tensor.DataType;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** What a state holds between two operations. It owns its tensor. */
public final class StateCell implements AutoCloseable {
  private final String name;
  private final DataType type;
  private RuntimeValue.@Nullable OfTensor content;

  /** A state that holds a value, which is retained. */
  public StateCell(String name, RuntimeValue.OfTensor content) {
    this.name = name;
    this.type = content.type();
    this.content = content.retain();
  }

  /**
   * What it holds.
   *
   * @throws OperatorException if a failed prediction left it without content
   */
  public RuntimeValue.OfTensor content() {
    if (content == null) {
      throw new OperatorException(
          "the state '" + name + "' was lost in a failed prediction; start a new sequence");
    }
    return content;
  }

  /**
   * Takes the content out, because the next operation that touches this state writes it. Nothing
   * else refers to it then, and it can be changed in place.
   *
   * @return the content; it belongs to the innermost pointer scope
   */
  Tensor take() {
    RuntimeValue.OfTensor taken = content();
    Tensor tensor = new Tensor(taken.tensor());
    close();
    return tensor;
  }

  /** Puts another value in its place; it is retained. */
  public void write(Tensor tensor) {
    RuntimeValue.OfTensor old = content;
    Tensor owned = new Tensor(tensor);
    owned.retainReference();
    content = new RuntimeValue.OfTensor(owned, type);
    if (old != null) {
      old.release();
    }
  }

  /** Frees the content. */
  @Override
  public void close() {
    RuntimeValue.OfTensor old = content;
    content = null;
    if (old != null) {
      old.release();
    }
  }
}
