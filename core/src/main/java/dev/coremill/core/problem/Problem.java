package dev.coremill.core.problem;

/**
 * One thing that is wrong.
 *
 * @param kind whose fault it is, which decides the exit code
 * @param place where: a file with line and column, an operation, a weight; empty where the message
 *     says it
 * @param message what is wrong, naming the thing, without a full stop
 * @param mend what to do about it, without a full stop; empty where the message says it
 */
public record Problem(Kind kind, String place, String message, String mend) {
  /** Whose fault a problem is. */
  public enum Kind {
    /** The job failed: no space, no permission, a plugin that misbehaved. */
    FAILED(1),
    /** Bad usage or bad input. */
    INPUT(2),
    /** Legal input that the target cannot run. */
    ILLEGAL(3);

    private final int exitCode;

    Kind(int exitCode) {
      this.exitCode = exitCode;
    }

    /** The exit code of a command that ends with it. */
    public int exitCode() {
      return exitCode;
    }
  }

  /** A problem with the input. */
  public static Problem input(String place, String message, String mend) {
    return new Problem(Kind.INPUT, place, message, mend);
  }

  /** A job that failed. */
  public static Problem failed(String place, String message, String mend) {
    return new Problem(Kind.FAILED, place, message, mend);
  }

  /** Something that the target cannot run. */
  public static Problem illegal(String place, String message, String mend) {
    return new Problem(Kind.ILLEGAL, place, message, mend);
  }

  /** All of it in one line. */
  @Override
  public String toString() {
    return (place.isEmpty() ? "" : place + ": ") + message + (mend.isEmpty() ? "" : "; " + mend);
  }
}
