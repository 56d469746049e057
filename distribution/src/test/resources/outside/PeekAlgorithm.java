package org.example.peek;

import dev.coremill.api.algorithm.CompressionContext;
import dev.coremill.api.algorithm.Outcome;
import dev.coremill.api.algorithm.WeightAlgorithm;
import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.api.weight.WeightExpression;
import java.util.ArrayList;
import java.util.List;

/** Looks for classes that a plugin should not see. */
public final class PeekAlgorithm implements WeightAlgorithm<PeekAlgorithm.Nothing> {
  /** No configuration. */
  public record Nothing() {}

  @Override
  public String name() {
    return "peek";
  }

  @Override
  public String description() {
    List<String> seen = new ArrayList<>();
    for (String name :
        List.of(
            "dev.coremill.api.tensor.Tensor",
            "dev.coremill.core.engine.Engine",
            "dev.coremill.distribution.Main",
            "dev.coremill.plugins.quantization.Quantize",
            "com.google.inject.Injector",
            "com.google.protobuf.Message",
            "tools.jackson.core.JsonFactory")) {
      try {
        seen.add(Class.forName(name).getSimpleName());
      } catch (ClassNotFoundException hidden) {
        continue;
      }
    }
    return "It sees " + seen + ".";
  }

  @Override
  public Class<Nothing> configurationType() {
    return Nothing.class;
  }

  @Override
  public Outcome compress(
      WeightSite site, WeightExpression weight, Nothing configuration, CompressionContext context) {
    return new Outcome.Skipped(description());
  }
}
