package dev.coremill.core.cost;

/**
 * The time of one run of an operation in milliseconds: computing, reading weights and moving
 * activations go on at the same time, so that the longest of them counts; the dispatch comes on
 * top.
 *
 * @param compute for computing
 * @param weights for reading weights
 * @param activations for moving activations
 * @param dispatch before any work
 */
public record ItemTime(double compute, double weights, double activations, double dispatch) {
  /**
   * The time of some work.
   *
   * @param weightGbs gigabytes of weights in a second, caches considered
   */
  static ItemTime of(WorkItem item, UnitCosts costs, double weightGbs, StoredEffect effect) {
    double compute =
        item.kind().computes()
            ? 2 * item.multiplyAdds() * effect.compute() / (costs.rate(item.kind()) * 1e9)
            : 0;
    return new ItemTime(
        compute,
        item.weightBytes() * effect.weights() / (weightGbs * 1e6),
        item.activationBytes() * effect.activations() / (costs.activationGbs() * 1e6),
        costs.dispatchUs() * 1e-3);
  }

  /** The whole time of one run. */
  public double total() {
    return Math.max(compute, Math.max(weights, activations)) + dispatch;
  }

  /**
   * Gigabytes of weights in a second, when what the caches hold comes from them and the rest from
   * memory.
   *
   * @param bytes bytes of weights that a prediction reads
   * @param cacheBytes bytes that caches hold
   */
  static double weightRate(double bytes, double cachedGbs, double streamedGbs, double cacheBytes) {
    if (bytes <= cacheBytes || streamedGbs >= cachedGbs) {
      return cachedGbs;
    }
    return bytes / (cacheBytes / cachedGbs + (bytes - cacheBytes) / streamedGbs);
  }
}
