/**
 * Compressed constants as expressions: a small sealed algebra that mirrors the format, so that
 * joint compression needs no special cases.
 *
 * <table>
 * <caption>The expressions, and the operations that hold them</caption>
 * <tr><th>expression</th><th>value</th><th>up to CoreML7</th><th>from CoreML8</th></tr>
 * <tr><td>dense(tensor)</td><td>the tensor</td><td colspan="2">const</td></tr>
 * <tr><td>affine(data, scale, offset)</td><td>scale * (data - offset), per block</td><td>constexpr_affine_dequantize</td>
 *   <td>constexpr_blockwise_shift_scale; inside a sparse expression constexpr_sparse_blockwise_shift_scale</td></tr>
 * <tr><td>lookup(indices, table, vector axis)</td><td>table[index], per group</td><td>constexpr_lut_to_dense</td>
 *   <td>constexpr_lut_to_dense; inside a sparse expression constexpr_lut_to_sparse</td></tr>
 * <tr><td>sparse(mask, non-zeros)</td><td>the next non-zero where the mask is 1, else 0</td>
 *   <td colspan="2">constexpr_sparse_to_dense</td></tr>
 * <tr><td>cast(source, type)</td><td>source in another float type</td><td colspan="2">constexpr_cast</td></tr>
 * </table>
 *
 * <p>{@link dev.coremill.api.weight.WeightExpression} holds data; {@link
 * dev.coremill.api.weight.Encoding} is the same tree with types and shapes only, for planning,
 * legality and reports. {@link dev.coremill.api.weight.ExpressionValues} is the single definition
 * of what an expression means.
 */
@NullMarked
package dev.coremill.api.weight;

import org.jspecify.annotations.NullMarked;
