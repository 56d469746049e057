package dev.coremill.targets.apple;

/** A data file that breaks its form; the message names the file, the line and the mend. */
final class DataFileException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  DataFileException(String file, int line, String problem) {
    super(file + ":" + line + ": " + problem);
  }

  DataFileException(String file, int line, String problem, Throwable cause) {
    super(file + ":" + line + ": " + problem, cause);
  }
}
