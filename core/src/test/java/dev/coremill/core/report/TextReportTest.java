package dev.coremill.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TextReportTest {
  @Test
  void aRunIsToldWithSizesWeightsReasonsAndTargets() {
    assertThat(TextReport.of(Reports.done()))
        .isEqualTo(
            """
            in.mlpackage -> out.mlpackage
              package  10.0 KB -> 8.08 KB  (1.24x smaller)
              weights  4.10 KB -> 2.18 KB  (1.88x smaller, 8.50 bits per weight)
              opset    CoreML6 -> CoreML8
              error    mean squared 1.25e-07
              time     0.50 s

            Weight   Shape      Before    After  Bits  SNR dB  Stored as
            head<b>  [64, 32]  4.10 KB  2.18 KB  8.50    43.2  int8, 64 scales

            Left as they are
              quantize: 2 weights: its 288 to 2048 elements are not over weight_threshold 2048 (stem, stem_2)

            Targets
              ILLEGAL  iPhone X (iphone-x)
                       it runs iOS16 at most

            Notes
              a note
            """);
  }

  @Test
  void aWeightThatLostNothingIsExact() {
    WeightError none = new WeightError(0, 0, Double.POSITIVE_INFINITY);

    assertThat(TextReport.of(Reports.report(List.of(Reports.compressed("a", Optional.of(none))))))
        .contains("exact  int8, 64 scales\n");
  }

  @Test
  void onlyTheLargestOfManyWeightsAreListed() {
    List<WeightReport> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      many.add(Reports.compressed("weight_" + i, Optional.empty()));
    }

    assertThat(TextReport.of(Reports.report(many)))
        .contains("weight_39 ")
        .doesNotContain("weight_40 ")
        .contains("... and 60 smaller weights");
  }

  @Test
  void aReportWithoutChangesSaysSo() {
    assertThat(TextReport.of(Reports.report(List.of()))).contains("No weight changes.\n");
  }

  @Test
  void reasonsWithNamesAndPlacesAreNotMerged() {
    PipelineReport report =
        Reports.report(
            List.of(
                Reports.left("a", "left alone by overrides[0] (p.yaml:3)"),
                Reports.left("b", "left alone by overrides[1] (p.yaml:4)")));

    assertThat(SkippedWeights.of(report))
        .extracting(SkippedWeights.Group::reason)
        .containsExactly(
            "left alone by overrides[0] (p.yaml:3)", "left alone by overrides[1] (p.yaml:4)");
  }
}
