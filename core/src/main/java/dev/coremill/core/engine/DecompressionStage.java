package dev.coremill.core.engine;

import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.core.report.StageOutcome;
import java.util.List;

/** Takes every compressed weight, and makes it dense. */
final class DecompressionStage implements StageChoice {
  @Override
  public String name() {
    return "decompress";
  }

  @Override
  public Choice choose(WeightSite site) {
    return site.encoding().isDense()
        ? new LeaveAlone(StageOutcome.Status.NOT_SELECTED, "it is not compressed")
        : new Work(new WeightWork.Decompression(), List.of());
  }
}
