package dev.coremill.core.evaluate;

import dev.coremill.api.program.Value;
import dev.coremill.api.runtime.ValueObserver;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The parts of a pipeline one after another: each takes its inputs, by name, from those of the
 * pipeline and from what the parts before it gave.
 *
 * @param parts the parts
 * @param outputs the names of the pipeline's outputs
 */
record PipelinePredictor(List<Predictor> parts, List<String> outputs) implements Predictor {
  PipelinePredictor {
    parts = List.copyOf(parts);
    outputs = List.copyOf(outputs);
  }

  @Override
  public void restart() {
    parts.forEach(Predictor::restart);
  }

  @Override
  public Map<String, Value> predict(Map<String, Value> features, ValueObserver observer) {
    Map<String, Value> all = new LinkedHashMap<>(features);
    for (Predictor part : parts) {
      all.putAll(part.predict(all, observer));
    }
    Map<String, Value> results = new LinkedHashMap<>();
    for (String output : outputs) {
      Value value = all.get(output);
      if (value == null) {
        throw new IllegalArgumentException(
            "no part of the pipeline gives its output '" + output + "'");
      }
      results.put(output, value);
    }
    return results;
  }

  /** Closes every part, also where another one fails to close. */
  @Override
  public void close() {
    closeFrom(0);
  }

  private void closeFrom(int index) {
    if (index < parts.size()) {
      try (Predictor _ = parts.get(index)) {
        closeFrom(index + 1);
      }
    }
  }
}
