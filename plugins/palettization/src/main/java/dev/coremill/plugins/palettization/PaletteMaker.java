package dev.coremill.plugins.palettization;

import dev.coremill.api.algorithm.LookupTableFunction;
import dev.coremill.api.algorithm.PlanContext;
import dev.coremill.api.tensor.DataType;
import java.util.Optional;

/**
 * A way to make tables of values.
 *
 * @param mode how
 * @param function the plugin's function, with mode custom
 */
record PaletteMaker(PalettizeConfiguration.Mode mode, Optional<LookupTableFunction> function) {
  /**
   * The way that a configuration asks for.
   *
   * @throws IllegalArgumentException if it names a function that there is not
   */
  static PaletteMaker of(PalettizeConfiguration configuration, PlanContext context) {
    return new PaletteMaker(
        configuration.mode(),
        configuration
            .lutFunction()
            .map(name -> {
              LookupTableFunction function = context.lookupTableFunctions().get(name);
              if (function == null) {
                throw new IllegalArgumentException(noFunction(name) + "; " + offer(context));
              }
              return function;
            }));
  }

  static String noFunction(String name) {
    return "no plugin has a lookup table function '" + name + "'";
  }

  /** Which functions there are. */
  static String offer(PlanContext context) {
    return context.lookupTableFunctions().isEmpty()
        ? "no plugin has any: name the folder of one that has with --plugins"
        : "there are " + String.join(", ", context.lookupTableFunctions().keySet());
  }

  /**
   * A table.
   *
   * @param entries how many entries it has, a power of two
   * @param type the type of its entries
   */
  Palette make(SortedValues values, int entries, DataType type, OptimalClusters search) {
    return switch (mode) {
      case KMEANS -> Palette.optimal(values, entries, type, search);
      case UNIFORM -> Palette.uniform(values, entries, type);
      case UNIQUE -> Palette.distinct(values, entries, type);
      case CUSTOM ->
          Palette.given(values, CustomTable.make(function.orElseThrow(), values, entries, type));
    };
  }
}
