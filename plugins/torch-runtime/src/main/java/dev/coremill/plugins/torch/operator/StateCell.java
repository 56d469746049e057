package dev.coremill.plugins.torch.operator;

import dev.coremill.api.tensor.DataType;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** What a state holds between two operations. It owns its tensor. */
public final class StateCell implements AutoCloseable {
  private final String name;
  private final DataType type;
  private final long[] shape;
  private RuntimeValue.@Nullable OfTensor content;

  /** A state that holds a value, which is retained. */
  public StateCell(String name, RuntimeValue.OfTensor content) {
    this.name = name;
    this.type = content.type();
    this.shape = content.tensor().shape();
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

  /**
   * Puts another value in its place; it is retained.
   *
   * @throws OperatorException if it is not of the type and the shape that the state has
   */
  void write(RuntimeValue.OfTensor value) {
    long[] given = value.tensor().shape();
    if (value.type() != type || !Arrays.equals(given, shape)) {
      throw new OperatorException(
          "the state '"
              + name
              + "' is a "
              + type.text()
              + Arrays.toString(shape)
              + ", and what is written is a "
              + value.type().text()
              + Arrays.toString(given));
    }
    RuntimeValue.OfTensor old = content;
    content = value.retain();
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
