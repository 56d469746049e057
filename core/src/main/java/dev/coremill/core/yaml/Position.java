package dev.coremill.core.yaml;

/**
 * Where something stands.
 *
 * @param source the file as the user named it, or the words of a command-line argument
 * @param line counted from 1; 0 for an argument, which has no lines
 * @param column counted from 1; 0 for an argument
 */
public record Position(String source, int line, int column) {
  /** The place of a command-line argument. */
  public static Position argument(String words) {
    return new Position(words, 0, 0);
  }

  /** Such as {@code pipeline.yaml:14}, for reports. */
  public String inShort() {
    return line == 0 ? source : source + ":" + line;
  }

  /** Such as {@code pipeline.yaml:14:7}. */
  @Override
  public String toString() {
    return line == 0 ? source : source + ":" + line + ":" + column;
  }
}
