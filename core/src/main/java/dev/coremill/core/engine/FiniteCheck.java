package dev.coremill.core.engine;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.ExpressionValues;
import dev.coremill.api.weight.WeightExpression;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Looks for NaN and infinity. Both have all bits of the exponent set, so that dense float16 and
 * float32 tensors are searched without converting them: the bits go through a {@code long}, several
 * elements at a time, and adding the exponent's lowest bit carries into the sign's place exactly
 * where all of them are set.
 */
final class FiniteCheck {
  private static final ValueLayout.OfLong LONGS =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Words of a piece, which stays in the first-level cache. */
  private static final int PIECE = 1024;

  private static final long HALF_EXPONENTS = 0x7c00_7c00_7c00_7c00L;
  private static final long HALF_UNITS = 0x0400_0400_0400_0400L;
  private static final long HALF_SIGNS = 0x8000_8000_8000_8000L;
  private static final long SINGLE_EXPONENTS = 0x7f80_0000_7f80_0000L;
  private static final long SINGLE_UNITS = 0x0080_0000_0080_0000L;
  private static final long SINGLE_SIGNS = 0x8000_0000_8000_0000L;

  private FiniteCheck() {}

  /** The first element that is NaN or infinite; -1 where all are finite. */
  static long firstNonFinite(WeightExpression expression) {
    long checked = 0;
    if (expression instanceof WeightExpression.Dense dense) {
      checked = finiteElements(dense.tensor());
    }
    return firstNonFinite(expression, checked);
  }

  /** How many elements from the first on are known to be finite; a multiple of a piece, or all. */
  private static long finiteElements(Tensor tensor) {
    DataType type = tensor.type();
    if (type != DataType.FLOAT16 && type != DataType.FLOAT32) {
      return 0;
    }
    boolean halves = type == DataType.FLOAT16;
    long words = tensor.byteSize() / Long.BYTES;
    int perWord = Long.BYTES * 8 / type.bits();
    long[] piece = new long[(int) Math.min(PIECE, words)];
    for (long word = 0; word < words; word += PIECE) {
      int length = (int) Math.min(PIECE, words - word);
      MemorySegment.copy(tensor.data(), LONGS, word * Long.BYTES, piece, 0, length);
      long found =
          halves
              ? carries(piece, length, HALF_EXPONENTS, HALF_UNITS) & HALF_SIGNS
              : carries(piece, length, SINGLE_EXPONENTS, SINGLE_UNITS) & SINGLE_SIGNS;
      if (found != 0) {
        return word * perWord;
      }
    }
    return words * perWord;
  }

  private static long carries(long[] words, int count, long exponents, long units) {
    long carries = 0;
    for (int i = 0; i < count; i++) {
      carries |= (words[i] & exponents) + units;
    }
    return carries;
  }

  private static long firstNonFinite(WeightExpression expression, long from) {
    ExpressionValues values = ExpressionValues.of(expression);
    long count = values.shape().elementCount();
    float[] chunk = new float[(int) Math.min(ExpressionValues.CHUNK, count - from)];
    for (long start = from; start < count; start += chunk.length) {
      int length = (int) Math.min(chunk.length, count - start);
      values.read(start, length, chunk, 0);
      if (!areFinite(chunk, length)) {
        for (int i = 0; i < length; i++) {
          if (!Float.isFinite(chunk[i])) {
            return start + i;
          }
        }
      }
    }
    return -1;
  }

  /** A product with 0 is NaN for exactly the values that are looked for, and a sum keeps it. */
  private static boolean areFinite(float[] values, int count) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int i = 0;
    for (; i + 3 < count; i += 4) {
      a += values[i] * 0;
      b += values[i + 1] * 0;
      c += values[i + 2] * 0;
      d += values[i + 3] * 0;
    }
    for (; i < count; i++) {
      a += values[i] * 0;
    }
    return a + b + c + d == 0;
  }
}
