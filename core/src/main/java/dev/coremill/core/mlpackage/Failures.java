package dev.coremill.core.mlpackage;

import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Puts into words what the file system refused. */
final class Failures {
  private Failures() {}

  static ProblemException input(Path place, String message, String mend) {
    return new ProblemException(Problem.input(place.toString(), message, mend));
  }

  static ProblemException failed(Path place, String message, String mend) {
    return new ProblemException(Problem.failed(place.toString(), message, mend));
  }

  /** A file of the input that could not be read. */
  static ProblemException reading(Path path, IOException cause) {
    String mend = cause instanceof AccessDeniedException ? "check its permissions" : "";
    return new ProblemException(
        Problem.input(path.toString(), "cannot be read: " + reason(cause), mend), cause);
  }

  /** A file of the output that could not be written. */
  static ProblemException writing(Path path, IOException cause) {
    String reason = reason(cause);
    String mend = "";
    if (cause instanceof AccessDeniedException) {
      mend = "choose an output in a folder that you may write to";
    } else if (reason.contains("No space left")) {
      mend = "free some space, or choose an output on another disk";
    } else if (reason.contains("Read-only")) {
      mend = "choose an output on another disk";
    } else if (reason.contains("Not a directory")) {
      mend = "a file stands where a folder must be: choose an output in a folder";
    } else if (reason.contains("too long")) {
      mend = "choose a shorter name";
    } else if (cause instanceof NoSuchFileException) {
      reason = "its folder takes no files";
      mend = "choose an output in another folder";
    }
    return new ProblemException(
        Problem.failed(path.toString(), "cannot be written: " + reason, mend), cause);
  }

  private static String reason(IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (cause instanceof NoSuchFileException missing) {
      return "there is no " + missing.getFile();
    }
    @Nullable String text =
        cause instanceof FileSystemException system ? system.getReason() : cause.getMessage();
    return text == null ? cause.toString() : text;
  }
}
