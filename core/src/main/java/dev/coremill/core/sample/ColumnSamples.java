package dev.coremill.core.sample;

import dev.coremill.api.program.Value;
import dev.coremill.api.runtime.Samples;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The arrays of one file; the first axis of each is the sample. */
final class ColumnSamples implements Samples {
  private final Map<String, Column> columns;
  private final Runnable closing;
  private final long count;

  /**
   * Samples of these arrays.
   *
   * @param columns at least one, by name
   * @param closing what else to close
   * @throws IllegalArgumentException if they have different numbers of samples
   */
  ColumnSamples(Map<String, Column> columns, Runnable closing) {
    this.columns = new LinkedHashMap<>(columns);
    this.closing = closing;
    Map.Entry<String, Column> first = columns.entrySet().iterator().next();
    this.count = first.getValue().count();
    for (Map.Entry<String, Column> each : columns.entrySet()) {
      if (each.getValue().count() != count) {
        throw new IllegalArgumentException(
            "'"
                + first.getKey()
                + "' has "
                + count
                + " samples and '"
                + each.getKey()
                + "' has "
                + each.getValue().count()
                + "; the first axis of every array is the sample");
      }
    }
  }

  @Override
  public List<String> names() {
    return List.copyOf(columns.keySet());
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public Map<String, Value> sample(long index) {
    Map<String, Value> sample = new LinkedHashMap<>();
    for (Map.Entry<String, Column> each : columns.entrySet()) {
      String place = each.getKey().isEmpty() ? "" : "'" + each.getKey() + "' ";
      try {
        sample.put(each.getKey(), each.getValue().read(index));
      } catch (IOException damaged) {
        throw new IllegalArgumentException(
            place + "cannot be read at sample " + index + ": " + damaged.getMessage(), damaged);
      } catch (IllegalArgumentException wrong) {
        throw new IllegalArgumentException(place + wrong.getMessage(), wrong);
      }
    }
    return sample;
  }

  @Override
  public void close() {
    for (Column column : columns.values()) {
      column.close();
    }
    closing.run();
  }
}
