/**
 * Pruning of weights: {@code prune}.
 *
 * <p>{@link dev.coremill.plugins.pruning.PruneAlgorithm} decides by types and shapes; Pruner writes
 * the mask and packs what stays. What becomes zero:
 *
 * <ul>
 *   <li>{@code target_sparsity}: magnitudes up to and with the percentile (Percentile) of all
 *       magnitudes, rounded to the weight's type. Equal magnitudes go together, so a few more
 *       elements than asked for may become zero.
 *   <li>{@code block_size}: the same for blocks of channels and their L2 norms, in float32.
 *   <li>{@code threshold}: magnitudes up to and with the threshold.
 *   <li>{@code n_m_ratio}: of every m neighbours along the channels the n smallest, of equal ones
 *       the first. What the last neighbours lack counts as zeros.
 * </ul>
 *
 * <p>Structures need known channels, of which they may span at most half.
 */
@NullMarked
package dev.coremill.plugins.pruning;

import org.jspecify.annotations.NullMarked;
