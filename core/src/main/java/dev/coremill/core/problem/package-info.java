/**
 * What can be wrong with what a user gave us. Everything that ends a run on purpose is a {@link
 * dev.coremill.core.problem.ProblemException}: it says what, where, and how to mend it, and decides
 * the exit code. Any other exception is a defect of Coremill.
 */
@NullMarked
package dev.coremill.core.problem;

import org.jspecify.annotations.NullMarked;
