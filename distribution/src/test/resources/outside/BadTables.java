package org.example.tables;

import dev.coremill.api.algorithm.DistinctValues;
import dev.coremill.api.algorithm.LookupTableFunction;

/** Returns no table of the right kind. */
public final class BadTables implements LookupTableFunction {
  @Override
  public String name() {
    return "bad_tables";
  }

  @Override
  public String description() {
    return "Tables that are too long.";
  }

  @Override
  public float[] table(DistinctValues values, int nbits) {
    return new float[(1 << nbits) + 1];
  }
}
