package dev.coremill.plugins.torch.operator;

import java.util.Set;

/**
 * Computes one operation of a function, with constants that were brought into the form in which
 * libtorch uses them fastest. Any number of threads may compute with it at the same time.
 */
public interface PackedKernel extends OperatorKernel, AutoCloseable {
  /** The arguments that it holds itself; contexts need not bind them. */
  Set<String> packed();

  /** Frees what it holds. */
  @Override
  void close();
}
