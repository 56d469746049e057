package dev.coremill.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonReportTest {
  @Test
  void everyFigureHasItsMember() {
    JsonNode report = parse(Reports.done());

    assertThat(report.get("format").asString()).isEqualTo("coremill-report");
    assertThat(report.at("/totals/weight_bytes_after").asLong()).isEqualTo(2176);
    assertThat(report.at("/totals/package_bytes_after").asLong()).isEqualTo(8080);
    assertThat(report.at("/weights/0/after/scale/shape/0").asInt()).isEqualTo(64);
    assertThat(report.at("/weights/0/error/mean_squared_error").asDouble()).isEqualTo(1.25e-7);
    assertThat(report.at("/weights/1/error").isNull()).isTrue();
    assertThat(report.at("/weights/1/stages/0/status").asString()).isEqualTo("skipped");
    assertThat(report.at("/weights/0/uses/0/operation_type").asString()).isEqualTo("linear");
    assertThat(report.at("/targets/0/legal").asBoolean()).isFalse();
  }

  @Test
  void anInfiniteRatioIsNull() {
    WeightError none = new WeightError(0, 0, Double.POSITIVE_INFINITY);

    JsonNode report = parse(Reports.report(List.of(Reports.compressed("a", Optional.of(none)))));

    assertThat(report.at("/weights/0/error/signal_to_noise_db").isNull()).isTrue();
  }

  private static JsonNode parse(PipelineReport report) {
    StringWriter text = new StringWriter();
    JsonReport.write(report, text);
    return new JsonMapper().readTree(text.toString());
  }
}
