package dev.coremill.core.shape;

/** A type that cannot be inferred, with the reason. Never leaves this package. */
final class Unresolved extends RuntimeException {
  private static final long serialVersionUID = 1;

  Unresolved(String reason) {
    super(reason, null, false, false);
  }

  String reason() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
