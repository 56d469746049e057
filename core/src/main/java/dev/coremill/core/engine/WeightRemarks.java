package dev.coremill.core.engine;

import dev.coremill.api.algorithm.WeightUse;
import dev.coremill.api.weight.ExpressionValues;
import dev.coremill.api.weight.WeightExpression;
import java.util.ArrayList;
import java.util.List;

/**
 * What a report says of a weight that a stage takes although it may not be meant: a constant that a
 * block returns, or a mask.
 */
final class WeightRemarks {
  /** Values up to this one stand for minus infinity in masks of attention. */
  private static final float MASKED = -1e4f;

  private WeightRemarks() {}

  /** The remarks on a weight. */
  static List<String> of(Weight weight) {
    List<String> remarks = new ArrayList<>();
    for (WeightUse use : weight.site().uses()) {
      if (use.operationType().equals("block")) {
        String block =
            use.operation().isEmpty()
                ? "function " + use.function()
                : "block " + use.operation() + " of function " + use.function();
        remarks.add(block + " returns it (" + use.argument() + "): its error reaches the caller");
        break;
      }
    }
    // The operands that operators define as weights are no masks, and reading them takes time.
    if (!weight.site().axes().known() && isMask(weight.expression())) {
      remarks.add(
          "it looks like a mask: every value is 0 or at most -10000; rounding may let masked"
              + " positions through, so better exclude it");
    }
    return remarks;
  }

  /** Whether every value is 0 or stands for minus infinity, with one of the latter at least. */
  static boolean isMask(WeightExpression expression) {
    ExpressionValues values = ExpressionValues.of(expression);
    long count = values.shape().elementCount();
    float[] chunk = new float[(int) Math.min(ExpressionValues.CHUNK, count)];
    boolean masked = false;
    for (long start = 0; start < count; start += chunk.length) {
      int length = (int) Math.min(chunk.length, count - start);
      values.read(start, length, chunk, 0);
      for (int i = 0; i < length; i++) {
        if (chunk[i] <= MASKED) {
          masked = true;
        } else if (chunk[i] != 0) {
          return false;
        }
      }
    }
    return masked;
  }
}
