package dev.coremill.api.runtime;

import dev.coremill.api.program.Value;
import java.util.Map;

/** What a function remembers from one prediction to the next. */
public interface States extends AutoCloseable {
  /** A copy of what each state holds now, by its name. */
  Map<String, Value> snapshot();

  /** Frees them. */
  @Override
  void close();
}
