package dev.coremill.distribution;

import java.io.BufferedWriter;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Where a command prints. Standard output is UTF-8 always and takes results alone; everything else
 * goes to standard error.
 */
final class Terminal {
  private final OutputStream output;
  private final PrintStream errors;
  private final boolean interactive;

  /**
   * A terminal.
   *
   * @param output standard output
   * @param errors standard error
   * @param interactive whether a person watches standard error
   */
  Terminal(OutputStream output, PrintStream errors, boolean interactive) {
    this.output = output;
    this.errors = errors;
    this.interactive = interactive;
  }

  /** Standard error alone, for what is said beside the command. */
  static Terminal forErrors() {
    return new Terminal(OutputStream.nullOutputStream(), System.err, false);
  }

  /** Whether a person watches standard error, as the launcher sees it. */
  static boolean isInteractive() {
    return Boolean.getBoolean("coremill.terminal");
  }

  boolean interactive() {
    return interactive;
  }

  /** Prints a result, each line of which is ended. Control characters of names become {@code ?}. */
  void print(String text) {
    try {
      output.write(printable(text).getBytes(StandardCharsets.UTF_8));
      output.flush();
    } catch (IOException unwritable) {
      throw unwritable(unwritable);
    }
  }

  /** A writer for a document on standard output; closing it flushes. */
  Writer document() {
    return new BufferedWriter(
        new OutputStreamWriter(
            new FilterOutputStream(output) {
              @Override
              public void write(byte[] bytes, int offset, int length) {
                try {
                  out.write(bytes, offset, length);
                } catch (IOException cause) {
                  throw unwritable(cause); // a writer of JSON has its own words for it otherwise
                }
              }
            },
            StandardCharsets.UTF_8));
  }

  private static UncheckedIOException unwritable(IOException cause) {
    return new UncheckedIOException(
        "standard output cannot be written: "
            + cause.getMessage()
            + "; check where it is redirected to",
        cause);
  }

  /** Prints a line on standard error. */
  void say(String line) {
    errors.println(printable(line));
  }

  /** Prints a line on standard error, and nothing of anyone after it. */
  void lastWord(String line) {
    say(line);
    errors.close();
  }

  /** Prints part of a line on standard error, such as a progress bar that overwrites itself. */
  void sketch(String part) {
    errors.print(part);
    errors.flush();
  }

  /** Prints a stack trace on standard error. */
  void trace(Throwable thrown) {
    thrown.printStackTrace(errors);
  }

  /** Names come from untrusted files, and a terminal obeys control characters. */
  private static String printable(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isControl(text.charAt(i))) {
        StringBuilder clean = new StringBuilder(text);
        for (int j = i; j < clean.length(); j++) {
          if (isControl(clean.charAt(j))) {
            clean.setCharAt(j, '?');
          }
        }
        return clean.toString();
      }
    }
    return text;
  }

  private static boolean isControl(char c) {
    return c < ' ' && c != '\n' && c != '\t' || c >= 0x7f && c < 0xa0;
  }
}
