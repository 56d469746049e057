/**
 * Runs ML programs on libtorch. {@link dev.coremill.plugins.torch.TorchRuntime} is what the engine
 * sees; it touches no class of libtorch before a function is prepared. Preparing resolves names to
 * slots, decodes constants and finds out where each value is used last ({@code FunctionPreparer});
 * running goes through the operations in the order of the program ({@code Execution}) and frees
 * each value after its last use. How an operation is computed is known in package {@code operator}
 * alone.
 */
@NullMarked
package dev.coremill.plugins.torch;

import org.jspecify.annotations.NullMarked;
