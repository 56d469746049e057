package dev.coremill.api.runtime;

import java.io.Serial;

/**
 * A runtime that cannot run on this machine: its native library is missing, or the platform is not
 * supported.
 */
public final class RuntimeUnavailableException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** With a message that names the thing, the place and the mend. */
  public RuntimeUnavailableException(String message) {
    super(message);
  }

  /** With a message that names the thing, the place and the mend, and what caused it. */
  public RuntimeUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
