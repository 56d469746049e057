/**
 * The operators of ML programs, computed with libtorch: one class for each family, and in it one
 * small function for each operator, from an {@link
 * dev.coremill.plugins.torch.operator.OperationContext} to tensors. {@link
 * dev.coremill.plugins.torch.operator.OperatorRegistry} lists the families.
 *
 * <p>Tensors are held in these types: floats of up to 32 bits as float32 (rounding to float16 is
 * the executor's work), float64 as it is, booleans as they are, signed and unsigned integers of up
 * to 8 bits as 8-bit ones, int16 as it is, uint16 and int32 as int32, everything wider as int64. An
 * operator may return any type: the executor converts to the one that the program declares. Images
 * may lie in memory with their channels side by side, as convolutions leave them; who reads memory
 * directly asks for a contiguous tensor. Inside an operator every pointer belongs to a scope that
 * ends with it; what it returns may share memory with its inputs, and only {@link
 * dev.coremill.plugins.torch.operator.OperationContext#mayOverwrite} allows changing one of them.
 *
 * <p>An operator may have a second form, {@link dev.coremill.plugins.torch.operator.Packing}, for
 * operations whose weights are constants: it brings them into the layout that a library's kernels
 * read, once. It computes the same with sums in another order, and is held to the first form by
 * tests. Where a build or a processor lacks the library, the first form runs.
 */
@NullMarked
package dev.coremill.plugins.torch.operator;

import org.jspecify.annotations.NullMarked;
