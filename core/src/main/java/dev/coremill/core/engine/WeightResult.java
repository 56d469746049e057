package dev.coremill.core.engine;

import dev.coremill.api.weight.WeightExpression;
import dev.coremill.core.report.StageOutcome;
import java.util.List;
import java.util.Optional;

/**
 * What came of a weight. Closing it frees the memory of the expression.
 *
 * @param expression the new value; empty where the weight is left as it is
 * @param outcomes what each stage did
 * @param measured the error; empty where the weight is left as it is
 * @param memory holds what the expression views
 */
record WeightResult(
    Optional<WeightExpression> expression,
    List<StageOutcome> outcomes,
    Optional<ErrorMeter.Measured> measured,
    WeightMemory memory)
    implements AutoCloseable {
  WeightResult {
    outcomes = List.copyOf(outcomes);
  }

  @Override
  public void close() {
    memory.close();
  }
}
