/**
 * Constants between the program and the algebra of weight expressions: one place lifts {@code
 * const} and {@code constexpr_*} operations of both dialects into expressions, and one lowers
 * expressions into the operations of an opset or says why that opset cannot hold them.
 *
 * <p>{@link dev.coremill.core.constant.ConstantGraph} lists a function's constants with their uses;
 * {@link dev.coremill.core.constant.Lowering} writes them; {@link
 * dev.coremill.core.constant.OpsetRaiser} moves whole programs to a newer opset; {@link
 * dev.coremill.core.constant.ChannelAxesFinder} knows which axes of a weight are channels. Nothing
 * here reads or writes files, and what is not a constant is only looked at.
 */
@NullMarked
package dev.coremill.core.constant;

import org.jspecify.annotations.NullMarked;
