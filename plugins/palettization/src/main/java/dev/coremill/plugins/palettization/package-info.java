/**
 * Palettization of weights: {@code palettize}.
 *
 * <p>{@link dev.coremill.plugins.palettization.PalettizeAlgorithm} decides by types and shapes
 * (PaletteLayout) and hands the weight to one of three: ScalarPalettizer, ScaledPalettizer for
 * scales per output channel, VectorPalettizer for entries of several elements. A scalar table is
 * made of the distinct values of its group (HalfHistogram, FloatHistogram) by Palette, whose
 * k-means is the global optimum (OptimalClusters) with its means rounded to the weight's type.
 *
 * <p>Scales run along the output channels: the largest magnitude of each channel, in the weight's
 * type. The result is always affine(lookup); which of the two operations comes first is the
 * lowering's concern.
 *
 * <p>Nothing here holds more than a few megabytes of heap, whatever the size of the weight; results
 * go to the memory that the engine gives.
 */
@NullMarked
package dev.coremill.plugins.palettization;

import org.jspecify.annotations.NullMarked;
