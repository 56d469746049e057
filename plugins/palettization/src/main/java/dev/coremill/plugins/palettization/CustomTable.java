package dev.coremill.plugins.palettization;

import dev.coremill.api.algorithm.LookupTableFunction;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import org.jspecify.annotations.Nullable;

/** Asks a function of a plugin for a table, and checks what it returns. */
final class CustomTable {
  private CustomTable() {}

  /**
   * The function's entries, rounded to a type.
   *
   * @param entries how many there must be, a power of two
   * @throws IllegalArgumentException if the function fails, or returns no such table
   */
  static float[] make(
      LookupTableFunction function, SortedValues values, int entries, DataType type) {
    if (values.size() == 0) {
      return new float[entries];
    }
    float[] returned = ask(function, values, Integer.numberOfTrailingZeros(entries));
    if (returned == null || returned.length != entries) {
      throw wrong(
          function,
          "returned "
              + (returned == null ? "nothing" : returned.length + " entries")
              + " for a table of "
              + entries);
    }
    float[] table = new float[entries];
    for (int i = 0; i < entries; i++) {
      table[i] = Elements.round(type, returned[i]);
      if (!Float.isFinite(table[i])) {
        throw wrong(
            function,
            "returned "
                + returned[i]
                + " as entry "
                + i
                + ", which is no number of "
                + type.text());
      }
    }
    return table;
  }

  private static float @Nullable [] ask(
      LookupTableFunction function, SortedValues values, int bits) {
    try {
      return function.table(values, bits);
    } catch (IllegalArgumentException refused) {
      throw new IllegalArgumentException(
          "lookup table function '" + function.name() + "': " + refused.getMessage(), refused);
    } catch (RuntimeException | LinkageError | StackOverflowError defect) {
      throw new IllegalArgumentException(
          "lookup table function '" + function.name() + "' failed: " + defect, defect);
    }
  }

  private static IllegalArgumentException wrong(LookupTableFunction function, String what) {
    return new IllegalArgumentException("lookup table function '" + function.name() + "' " + what);
  }
}
