package dev.coremill.distribution;

import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.io.UncheckedIOException;
import java.util.List;

/** Turns whatever ends a command into lines on standard error and an exit code. */
final class Failures {
  /** The exit code of bad usage. */
  static final int USAGE = 2;

  private static final int FAILED = 1;

  private final Terminal terminal;
  private final boolean debug;

  /**
   * Reports on a terminal.
   *
   * @param debug whether to show stack traces
   */
  Failures(Terminal terminal, boolean debug) {
    this.terminal = terminal;
    this.debug = debug;
  }

  /** Reports what a command threw; returns the exit code. */
  int report(Throwable thrown) {
    if (debug) {
      terminal.trace(thrown);
    }
    return switch (thrown) {
      case ProblemException problems -> problems(problems);
      case UsageException usage -> {
        terminal.say("error: " + usage.getMessage());
        yield USAGE;
      }
      case OutOfMemoryError memory -> {
        terminal.say(
            "error: out of memory ("
                + memory.getMessage()
                + "); lower --max-memory or --threads, or give Java more with"
                + " COREMILL_JAVA_OPTS=-Xmx2g");
        yield FAILED;
      }
      case StackOverflowError _ -> {
        terminal.say(
            "error: the input is nested too deeply; give Java a larger stack with"
                + " COREMILL_JAVA_OPTS=-Xss16m");
        yield FAILED;
      }
      case UncheckedIOException unwritable -> {
        terminal.say("error: " + unwritable.getMessage());
        yield FAILED;
      }
      default -> {
        terminal.say(
            "internal error: " + firstLine(thrown) + "; run again with --debug and report it");
        yield FAILED;
      }
    };
  }

  private int problems(ProblemException exception) {
    List<Problem> problems = exception.problems();
    for (int i = 0; i < problems.size(); i++) {
      String number = problems.size() == 1 ? "" : " " + (i + 1) + " of " + problems.size();
      terminal.say("error" + number + ": " + oneLine(problems.get(i).toString()));
    }
    return exception.exitCode();
  }

  private static String firstLine(Throwable thrown) {
    String text = thrown.toString();
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }

  private static String oneLine(String text) {
    return text.replace("\r", "").replace('\n', ' ');
  }
}
