package dev.coremill.api.runtime;

import java.io.Serial;

/** An operation that cannot be computed on the values that reach it. */
public final class PredictionException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** With a message that names the thing, the place and the mend. */
  public PredictionException(String message) {
    super(message);
  }

  /** With a message that names the thing, the place and the mend, and what caused it. */
  public PredictionException(String message, Throwable cause) {
    super(message, cause);
  }
}
