package dev.coremill.api.runtime;

import dev.coremill.api.program.Program;

/**
 * Runs ML programs on this machine. A plugin names its implementation in {@code META-INF/services};
 * it has a public constructor without parameters, and loads nothing heavy before {@link #prepare}.
 */
public interface ProgramRuntime {
  /**
   * The name that {@code --runtime} takes, such as {@code torch}: lower case letters and digits.
   */
  String name();

  /** What it runs on, in one sentence, for lists and documentation. */
  String description();

  /**
   * Makes a function ready to run: decodes its constants once, and orders its operations.
   *
   * @param program the program; its tensors stay valid until the result is closed
   * @param function the name of the function to run
   * @param constants what its compressed constants mean
   * @param options how to run it
   * @throws IllegalArgumentException if the program has no such function, or it has no body
   * @throws UnsupportedProgramException if it holds operations that this runtime does not know, or
   *     knows not in this form; the message names all of them
   * @throws RuntimeUnavailableException if the runtime cannot run on this machine
   */
  PreparedFunction prepare(
      Program program, String function, CompressedConstants constants, RuntimeOptions options);
}
