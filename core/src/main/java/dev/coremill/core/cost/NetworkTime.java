package dev.coremill.core.cost;

import dev.coremill.api.target.ComputeUnit;
import java.util.List;

/** The time of a whole network on one unit, all its weights stored alike. */
public final class NetworkTime {
  private final WorkItem[] items;
  private final double weightBytes;
  private final double streamedGbs;
  private final double cacheBytes;

  /**
   * A network on a unit of a chip.
   *
   * @param items the work of the network
   * @param table what is known of caches and memory
   */
  public NetworkTime(List<WorkItem> items, ConstantTable table, String chip, ComputeUnit unit) {
    this.items = items.toArray(new WorkItem[0]);
    double bytes = 0;
    for (WorkItem item : items) {
      bytes += item.weightBytes() * item.repeats();
    }
    this.weightBytes = bytes;
    this.streamedGbs =
        table.value(ConstantName.STREAMED_WEIGHTS, chip, unit, "", Double.POSITIVE_INFINITY);
    this.cacheBytes =
        table.value(ConstantName.CACHE, chip, unit, "", Double.POSITIVE_INFINITY) * 1e6;
  }

  /**
   * Milliseconds of a prediction.
   *
   * @param releaseFactor what the fixed time is multiplied with
   */
  public double milliseconds(UnitCosts costs, double releaseFactor, StoredEffect effect) {
    double weightGbs =
        ItemTime.weightRate(
            weightBytes * effect.weights(), costs.cachedWeightGbs(), streamedGbs, cacheBytes);
    double sum = costs.fixedMs() * releaseFactor;
    for (WorkItem item : items) {
      sum += ItemTime.of(item, costs, weightGbs, effect).total() * item.repeats();
    }
    return sum;
  }
}
