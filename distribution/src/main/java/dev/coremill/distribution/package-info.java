/**
 * The command line. {@link dev.coremill.distribution.Main} picks a command by its name and makes
 * only that one, because short commands must start fast: picocli and the plugins are loaded by the
 * commands that need them. Everything that can go wrong ends as one line on standard error and an
 * exit code ({@link dev.coremill.distribution.Failures}).
 */
@NullMarked
package dev.coremill.distribution;

import org.jspecify.annotations.NullMarked;
