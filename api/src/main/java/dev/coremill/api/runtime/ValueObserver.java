package dev.coremill.api.runtime;

import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Value;
import java.util.function.Supplier;

/** Hears the values that operations compute, in the order in which they are computed. */
@FunctionalInterface
public interface ValueObserver {
  /** Hears nothing. */
  ValueObserver NONE = (operation, output, value) -> {};

  /**
   * An operation has computed an output. Inner blocks report too, once for each pass. Constants
   * need not be reported.
   *
   * @param operation the operation
   * @param output the name of the output
   * @param value gives a copy of the value; to be called during this call or not at all
   */
  void computed(Operation operation, String output, Supplier<Value> value);
}
