package org.example.kinds;

import dev.coremill.api.algorithm.CompressionContext;
import dev.coremill.api.algorithm.Outcome;
import dev.coremill.api.algorithm.WeightAlgorithm;
import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.api.config.Parameter;
import dev.coremill.api.weight.WeightExpression;
import java.util.List;
import java.util.Optional;

/** Does nothing, with a configuration that has a component of each kind. */
public final class ManyKinds implements WeightAlgorithm<ManyKinds.Configuration> {
  /** A choice. */
  public enum Way {
    FAST,
    VERY_SLOW
  }

  /** The configuration. */
  public record Configuration(
      @Parameter(description = "A count.", defaultValue = "3", minimum = 1, maximum = 9) int count,
      @Parameter(description = "A part.", minimum = 0, maximum = 1) double part,
      @Parameter(description = "A switch.", defaultValue = "false") boolean switchedOn,
      @Parameter(description = "A way.", defaultValue = "very_slow") Way way,
      @Parameter(description = "A word.") Optional<String> word,
      @Parameter(description = "Some sizes.", defaultValue = "[1, 2]") List<Integer> sizes) {
    /** Rejects what the kinds alone allow. */
    public Configuration {
      if (sizes.size() > 3) {
        throw new IllegalArgumentException("at most three sizes go together");
      }
    }
  }

  @Override
  public String name() {
    return "kinds";
  }

  @Override
  public String description() {
    return "Shows its configuration.";
  }

  @Override
  public Class<Configuration> configurationType() {
    return Configuration.class;
  }

  @Override
  public Outcome compress(
      WeightSite site,
      WeightExpression weight,
      Configuration configuration,
      CompressionContext context) {
    return new Outcome.Skipped("with " + configuration);
  }
}
