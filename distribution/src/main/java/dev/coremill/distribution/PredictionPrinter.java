package dev.coremill.distribution;

import dev.coremill.api.program.Value;
import dev.coremill.core.evaluate.OverflowAudit;
import java.nio.file.Path;
import java.util.Map;

/** Shows predictions while they are made. */
interface PredictionPrinter extends AutoCloseable {
  /**
   * A sample has been predicted; samples come in their order.
   *
   * @param count how many samples there are in all
   */
  void predicted(long index, long count, Map<String, Value> outputs);

  /** All predictions have been written to a file. */
  void written(Path output);

  /** All samples have been watched. */
  void audited(OverflowAudit.Findings findings);

  /** Nothing is missing. What is closed before that is told to be incomplete. */
  void finish();

  @Override
  void close();
}
