package dev.coremill.api.algorithm;

import java.util.Map;

/** What a pipeline says to all algorithms, and what plugins offer to them. */
public interface PlanContext {
  /** What to do where a group size or block size does not divide a dimension. */
  IndivisiblePolicy onIndivisible();

  /** The functions of all plugins that make lookup tables, by name. */
  default Map<String, LookupTableFunction> lookupTableFunctions() {
    return Map.of();
  }
}
