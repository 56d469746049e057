/**
 * Linear quantization of weights and activations.
 *
 * <p>{@link dev.coremill.plugins.quantization.Quantize} is the algorithm for weights. What a scale
 * covers is settled before any value is looked at ({@code ScaleGrid}); then {@code BlockQuantizer}
 * goes through the elements ({@code ElementBlocks}, one subclass for each way that blocks lie in
 * memory), and {@code BlockScales} chooses scales and zero points. Formulas live there, loops over
 * elements in the subclasses, and nothing else enters. Most weights take a shorter way to the same
 * integers, {@code HalfQuantizer}.
 */
@NullMarked
package dev.coremill.plugins.quantization;

import org.jspecify.annotations.NullMarked;
