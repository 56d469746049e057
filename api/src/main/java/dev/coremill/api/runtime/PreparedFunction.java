package dev.coremill.api.runtime;

import dev.coremill.api.program.Value;
import java.util.Map;

/**
 * A function that is ready to run. Any number of threads may call {@link #predict} at the same
 * time, each with states of its own; results are the same, bit for bit, for the same inputs and
 * {@link RuntimeOptions}.
 */
public interface PreparedFunction extends AutoCloseable {
  /**
   * Fresh states, as the first prediction of a sequence finds them: all zeros. Empty where the
   * function has none.
   */
  States newStates();

  /**
   * Runs the function.
   *
   * @param inputs a value for each input of the function by its name; types and shapes are those of
   *     the program, any shape where it leaves dimensions open; floats may come in another float
   *     type, in {@link NumericMode#FLOAT16} they are rounded to the program's then. They may be
   *     freed after the call.
   * @param states what earlier predictions of the sequence left; changed in place. After a failed
   *     prediction they cannot be used any more.
   * @param observer hears every intermediate value
   * @return a value for each output by its name, in their order; the memory is the caller's. Floats
   *     come in the type that the program declares, in {@link NumericMode#FLOAT32} always as
   *     float32. The probabilities of a classifier are a dictionary whose entries stand in the
   *     order of its labels.
   * @throws IllegalArgumentException if an input is missing, unknown, or of a wrong type or shape
   * @throws PredictionException if an operation cannot be computed on these values; the message
   *     names it
   * @throws java.util.concurrent.CancellationException if the thread is interrupted, which a
   *     runtime looks for as often as it can: the run is being stopped
   */
  Map<String, Value> predict(Map<String, Value> inputs, States states, ValueObserver observer);

  /**
   * Frees constants and natives. A run that is stopped does not wait for predictions that do not
   * hear of it: what these use is freed when the last of them ends, and no other one begins.
   */
  @Override
  void close();
}
