package dev.coremill.core.report;

import dev.coremill.api.algorithm.ChannelAxes;
import dev.coremill.api.algorithm.WeightUse;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;
import java.util.List;
import java.util.Optional;

/** Reports to render. */
final class Reports {
  private static final Shape SHAPE = Shape.of(64, 32);
  private static final Encoding DENSE = new Encoding.Dense(DataType.FLOAT16, SHAPE);
  private static final Encoding QUANTIZED =
      new Encoding.Affine(
          new Encoding.Dense(DataType.INT8, SHAPE),
          new Encoding.Dense(DataType.FLOAT16, Shape.of(64, 1)),
          null);

  private Reports() {}

  static PipelineReport done() {
    return report(
        List.of(
            compressed("head<b>", Optional.of(new WeightError(1.25e-7, 0.001, 43.21))),
            left("stem", "its 288 elements are not over weight_threshold 2048"),
            left("stem_2", "its 2048 elements are not over weight_threshold 2048")));
  }

  static PipelineReport report(List<WeightReport> weights) {
    return new PipelineReport(
        true,
        "in.mlpackage",
        "out.mlpackage",
        "CoreML6",
        "CoreML8",
        List.of("quantize"),
        weights,
        new PipelineReport.Totals(
            2048, 4096, 2176, 10_000, Optional.of(8080L), Optional.of(1.25e-7), Optional.of(0.5)),
        List.of(new TargetReport("iphone-x", "iPhone X", false, List.of("it runs iOS16 at most"))),
        List.of(),
        List.of("a note"),
        List.of());
  }

  static WeightReport compressed(String name, Optional<WeightError> error) {
    return weight(name, QUANTIZED, StageOutcome.Status.COMPRESSED, "", error);
  }

  static WeightReport left(String name, String reason) {
    return weight(name, DENSE, StageOutcome.Status.SKIPPED, reason, Optional.empty());
  }

  private static WeightReport weight(
      String name,
      Encoding after,
      StageOutcome.Status status,
      String reason,
      Optional<WeightError> error) {
    return new WeightReport(
        name,
        List.of(new WeightUse("main", "fc", "linear", "weight", new ChannelAxes(0, 1, true))),
        DataType.FLOAT16,
        SHAPE,
        DENSE,
        after,
        List.of(new StageOutcome("quantize", status, reason, List.of())),
        error);
  }
}
