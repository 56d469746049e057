/**
 * The graph runtime: lists the weights of a package, plans what each stage would do to them, checks
 * legality before any work, and runs the stages over the weights in parallel inside a memory
 * budget, streaming results into the output in the order of the program, so that equal runs give
 * equal bytes on any number of threads.
 */
@NullMarked
package dev.coremill.core.engine;

import org.jspecify.annotations.NullMarked;
