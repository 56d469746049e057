/**
 * The graph runtime: lists the weights of a package, plans what each stage would do to them, checks
 * legality before any work, and runs the stages over the weights in parallel inside a memory
 * budget, streaming results into the output in the order of the program, so that equal runs give
 * equal bytes on any number of threads.
 *
 * <p>Stages that transform whole programs run first, in their order, whatever stands between them
 * in the pipeline, and before weights are listed: a transform may add, remove or rename operations,
 * and selectors, plans and legality must speak of the program that is written, not of one that is
 * still to change. They see no compressed weights but those that the package came with. What a
 * transform returns keeps the interface of every function, and is checked before it is believed.
 */
@NullMarked
package dev.coremill.core.engine;

import org.jspecify.annotations.NullMarked;
