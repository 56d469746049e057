/**
 * Runs ML programs on libtorch. {@link dev.coremill.plugins.torch.TorchRuntime} is what the engine
 * sees; it touches no class of libtorch before a function is prepared. Preparing resolves names to
 * slots, decodes constants or packs them into the form in which they are used fastest, and finds
 * out where each value is used last ({@code FunctionPreparer}); running goes through the operations
 * in the order of the program ({@code Execution}) and frees each value after its last use. How an
 * operation is computed, and what is packed for it, is known in package {@code operator} alone.
 *
 * <p>What a prediction holds is bounded by the values that are alive together: the C library keeps
 * freed memory for the next ones ({@code NativeHeap}). The libraries lie in a folder that all
 * processes of a user share ({@code LibraryFolder}); what a prediction uses is freed when it is
 * closed and nobody uses it any more ({@code Usage}).
 */
@NullMarked
package dev.coremill.plugins.torch;

import org.jspecify.annotations.NullMarked;
