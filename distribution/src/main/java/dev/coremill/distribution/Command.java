package dev.coremill.distribution;

import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** One command: its options, and what it does. */
interface Command {
  /**
   * Adds its options and parameters to a specification that has the common ones already. Picocli's
   * model is filled by hand, because reading annotations costs more than most commands take.
   */
  void define(CommandSpec specification);

  /**
   * Does the work.
   *
   * @return the exit code
   * @throws IOException if printing fails
   */
  int run(ParseResult options, Terminal terminal) throws IOException;
}
