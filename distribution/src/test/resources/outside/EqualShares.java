package org.example.tables;

import dev.coremill.api.algorithm.DistinctValues;
import dev.coremill.api.algorithm.LookupTableFunction;

/** Tables whose entries each serve about the same number of elements. */
public final class EqualShares implements LookupTableFunction {
  @Override
  public String name() {
    return "equal_shares";
  }

  @Override
  public String description() {
    return "The means of clusters that hold equally many elements.";
  }

  @Override
  public float[] table(DistinctValues values, int nbits) {
    double all = 0;
    for (int i = 0; i < values.size(); i++) {
      all += values.weight(i);
    }
    float[] table = new float[1 << nbits];
    int at = 0;
    double passed = 0;
    for (int entry = 0; entry < table.length; entry++) {
      double mass = 0;
      double moment = 0;
      while (at < values.size() && (mass == 0 || passed < all * (entry + 1) / table.length)) {
        mass += values.weight(at);
        moment += values.weight(at) * values.value(at);
        passed += values.weight(at++);
      }
      table[entry] = mass > 0 ? (float) (moment / mass) : entry == 0 ? 0 : table[entry - 1];
    }
    return table;
  }
}
