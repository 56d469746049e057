package dev.coremill.distribution;

/** The user typed something that no command understands; the message says it in one line. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }
}
