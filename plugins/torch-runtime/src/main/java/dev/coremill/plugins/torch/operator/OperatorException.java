package dev.coremill.plugins.torch.operator;

import java.io.Serial;

/**
 * An operation that cannot be computed on its inputs. The message says why; the executor adds which
 * operation it is.
 */
public final class OperatorException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** With a message that says what is wrong. */
  public OperatorException(String message) {
    super(message);
  }
}
