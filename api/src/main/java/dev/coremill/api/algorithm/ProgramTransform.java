package dev.coremill.api.algorithm;

import dev.coremill.api.program.Program;

/**
 * A rewriting of whole programs, for what cannot be done one weight at a time, such as quantizing
 * activations.
 *
 * @param <C> its configuration: a record whose components carry {@link
 *     dev.coremill.api.config.Parameter}
 */
public interface ProgramTransform<C extends Record> {
  /** The name that a pipeline uses for it: lower case letters, digits and underscores. */
  String name();

  /** What it does, in one sentence, for lists and documentation. */
  String description();

  /** The class of its configuration. */
  Class<C> configurationType();

  /**
   * Rewrites a program. The same arguments must give the same result.
   *
   * @param program the program; each model of a pipeline is given by itself
   * @return the program, changed or not
   * @throws IllegalArgumentException if the program cannot be transformed; the message says why and
   *     what would help
   */
  Program transform(Program program, C configuration, TransformContext context);
}
