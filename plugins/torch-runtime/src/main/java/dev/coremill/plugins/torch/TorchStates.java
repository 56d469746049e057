package dev.coremill.plugins.torch;

import dev.coremill.api.program.Value;
import dev.coremill.api.runtime.NumericMode;
import dev.coremill.api.runtime.States;
import dev.coremill.plugins.torch.operator.StateCell;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/** The states of a sequence of predictions. */
final class TorchStates implements States {
  private final Map<String, StateCell> cells;
  private final NumericMode mode;
  private final Usage usage = new Usage("a sequence", this::free);

  TorchStates(Map<String, StateCell> cells, NumericMode mode) {
    this.cells = new LinkedHashMap<>(cells);
    this.mode = mode;
  }

  @Nullable StateCell cell(String name) {
    return cells.get(name);
  }

  @Override
  public Map<String, Value> snapshot() {
    Map<String, Value> values = new LinkedHashMap<>();
    usage.enter();
    try (PointerScope _ = new PointerScope()) {
      for (Map.Entry<String, StateCell> cell : cells.entrySet()) {
        values.put(cell.getKey(), ValueConversion.fromRuntime(cell.getValue().content(), mode));
      }
    } finally {
      usage.leave();
    }
    return values;
  }

  /** Who uses them. */
  Usage usage() {
    return usage;
  }

  @Override
  public void close() {
    usage.close();
  }

  private void free() {
    for (StateCell cell : cells.values()) {
      cell.close();
    }
  }
}
