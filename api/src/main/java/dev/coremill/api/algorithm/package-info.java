/**
 * The extension points for compression. The usual plugin implements {@link
 * dev.coremill.api.algorithm.WeightAlgorithm}: it sees one weight at a time and returns another
 * expression for it. The engine does the rest: selecting, parallelism, the memory budget, lowering
 * to the opset, measuring errors, reporting. A {@link dev.coremill.api.algorithm.ProgramTransform}
 * rewrites whole programs instead, and a {@link dev.coremill.api.algorithm.LookupTableFunction}
 * makes the tables of palettization.
 *
 * <p>Plugins name their implementations in {@code META-INF/services}, one file for each extension
 * point, as {@link java.util.ServiceLoader} would have it. Implementations have a public
 * constructor without parameters, keep no state between calls, and may be called by several threads
 * at the same time.
 */
@NullMarked
package dev.coremill.api.algorithm;

import org.jspecify.annotations.NullMarked;
