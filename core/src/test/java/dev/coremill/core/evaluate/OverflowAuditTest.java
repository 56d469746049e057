package dev.coremill.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.program.Function;
import dev.coremill.api.runtime.NumericMode;
import dev.coremill.core.mlpackage.Model;
import dev.coremill.core.sample.BoundSamples;
import dev.coremill.core.sample.NumpyFiles;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the audit makes of the constants of a model. */
class OverflowAuditTest {
  @TempDir Path folder;

  @Test
  void constantsOfAnotherFunctionThatHaveTheSameNamesExcuseAndBlameNobody() {
    Map<String, Function> functions = new LinkedHashMap<>();
    functions.put("masked", function(Double.NEGATIVE_INFINITY));
    functions.put("plain", function(0));
    Model model = Models.program("two", List.of("y"), functions);
    try (RunnableModel running = Models.open(model, Optional.of("masked"), NumericMode.FLOAT16)) {
      BoundSamples samples =
          Models.samples(
              folder, running.face(), Map.of("x", NumpyFiles.floats("(1, 1, 3)", 1, 2, 3)));
      BoundSamples.Sample sample = samples.sample(0);
      OverflowAudit audit = new OverflowAudit(running);

      audit.begin(0, sample.inputs());

      assertThat(running.predict("data", 0, sample.inputs(), audit)).containsKey("y");
      assertThat(audit.findings().first()).isEmpty();
    }
  }

  private static Function function(double mask) {
    return Models.function(
        "x",
        List.of("y"),
        Models.constant("mask", mask, 0, 0),
        Models.binary("add", "y", "x", "mask"));
  }
}
