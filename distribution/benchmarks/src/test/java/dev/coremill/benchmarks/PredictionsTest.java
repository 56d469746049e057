package dev.coremill.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PredictionsTest {
  @Test
  void aSmallNetworkIsMeasuredInBothModes() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();

    Predictions.run(
        Path.of("../examples/digits-cnn.mlpackage"),
        Path.of("../examples/digits.npz"),
        1,
        Duration.ZERO,
        new PrintStream(printed, true, StandardCharsets.UTF_8));

    // 14 convolutions and 2 linear layers.
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .containsPattern("float32, 1 thread\\(s\\): [0-9.]+ ms a prediction, its 16 products alone")
        .contains("float16, 1 thread(s): ");
  }
}
