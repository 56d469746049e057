package dev.coremill.core.engine;

import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.Encoding;
import dev.coremill.api.weight.WeightExpression;
import dev.coremill.core.cache.CachedResult;
import dev.coremill.core.cache.ResultCache;
import dev.coremill.core.cache.ResultKey;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The kept results of one weight, step after step. */
final class CheckpointTrail {
  private final @Nullable ResultCache cache;
  private final @Nullable Encoding original;
  private final List<ResultKey> keys;
  private final boolean[] slow;
  private final boolean keepFast;
  private final @Nullable Checkpoints finds;
  private int kept;

  /**
   * @param cache where results are kept
   * @param weight the weight
   * @param keys the key after each step
   * @param slow which steps are worth keeping for themselves
   * @param keepFast whether the last result is kept in any case
   * @param finds hears what is found
   */
  CheckpointTrail(
      ResultCache cache,
      Weight weight,
      List<ResultKey> keys,
      boolean[] slow,
      boolean keepFast,
      Checkpoints finds) {
    this.cache = cache;
    this.original = weight.site().encoding();
    this.keys = List.copyOf(keys);
    this.slow = slow;
    this.keepFast = keepFast;
    this.finds = finds;
  }

  private CheckpointTrail() {
    this.cache = null;
    this.original = null;
    this.keys = List.of();
    this.slow = new boolean[0];
    this.keepFast = false;
    this.finds = null;
  }

  /** Finds and keeps nothing. */
  static CheckpointTrail none() {
    return new CheckpointTrail();
  }

  /**
   * The result after as many steps as possible; null where the work begins at the beginning.
   *
   * @param memory keeps it readable
   */
  @Nullable CachedResult latest(WeightMemory memory) {
    if (cache == null || original == null) {
      return null;
    }
    for (int last = keys.size() - 1; last >= 0; last--) {
      if (!(isSlow(0, last) || keepFast && last == keys.size() - 1)) {
        continue;
      }
      CachedResult found = cache.find(keys.get(last), memory.arena());
      if (found != null && found.steps().size() == last + 1 && fits(found, original)) {
        kept = last + 1;
        if (finds != null) {
          finds.found(kept == keys.size());
        }
        return found;
      }
    }
    return null;
  }

  private static boolean fits(CachedResult found, Encoding original) {
    Encoding encoding = found.expression().encoding();
    return encoding.type() == original.type() && encoding.shape().equals(original.shape());
  }

  /**
   * Keeps the result after a step, where others follow and it is worth it.
   *
   * @param steps what was done so far
   */
  void reached(WeightExpression expression, List<CachedResult.Step> steps) {
    if (cache == null || steps.size() == keys.size() || !isSlow(kept, steps.size() - 1)) {
      return;
    }
    Encoding encoding = expression.encoding();
    if (encoding.storedBytes()
        < Tensor.packedSize(encoding.type(), encoding.shape().elementCount())) {
      cache.store(
          keys.get(steps.size() - 1), new CachedResult(expression, steps, Optional.empty()));
      kept = steps.size();
    }
  }

  /** Keeps the last result, where it is worth it. */
  void finished(
      WeightExpression expression, List<CachedResult.Step> steps, ErrorMeter.Measured error) {
    if (cache != null && kept < keys.size() && (keepFast || isSlow(0, keys.size() - 1))) {
      cache.store(
          keys.getLast(),
          new CachedResult(
              expression,
              steps,
              Optional.of(
                  new CachedResult.Measured(
                      error.squaredError(), error.energy(), error.largest(), error.elements()))));
      kept = keys.size();
    }
  }

  /** Whether a step from the first to the last is slow. */
  private boolean isSlow(int first, int last) {
    for (int index = first; index <= last; index++) {
      if (slow[index]) {
        return true;
      }
    }
    return false;
  }
}
