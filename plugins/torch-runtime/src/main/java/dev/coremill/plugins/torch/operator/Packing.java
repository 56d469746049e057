package dev.coremill.plugins.torch.operator;

import org.jspecify.annotations.Nullable;

/** Packs the constants of an operation before the function that it is part of runs. */
@FunctionalInterface
public interface Packing {
  /**
   * Packs them where that pays and does not change what is computed.
   *
   * @param constants the operation, of whose arguments only constants are bound
   * @param library what libtorch has on this machine
   * @return null where the operation is computed as it is
   */
  @Nullable PackedKernel pack(OperationContext constants, PackingLibrary library);
}
