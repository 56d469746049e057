package dev.coremill.api.runtime;

import java.io.Serial;

/** A program that a runtime cannot run, because of operations or forms that it does not know. */
public final class UnsupportedProgramException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** With a message that names the thing, the place and the mend. */
  public UnsupportedProgramException(String message) {
    super(message);
  }

  /** With a message that names the thing, the place and the mend, and what caused it. */
  public UnsupportedProgramException(String message, Throwable cause) {
    super(message, cause);
  }
}
