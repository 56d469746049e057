package dev.coremill.core.evaluate;

import dev.coremill.api.program.Value;
import dev.coremill.api.runtime.ValueObserver;
import java.util.Map;

/** A model, or a part of one, that is ready to run. One thread at a time may use it. */
interface Predictor extends AutoCloseable {
  /** Begins a new sequence: states are as at first. */
  void restart();

  /**
   * Runs it once.
   *
   * @param features values by name; what it does not take is passed over
   * @return its outputs by name
   */
  Map<String, Value> predict(Map<String, Value> features, ValueObserver observer);

  @Override
  void close();
}
