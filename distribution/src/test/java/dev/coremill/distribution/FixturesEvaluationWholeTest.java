package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trained models score what is known of them: {@code -Dcoremill.fixtures=FOLDER}, a folder with
 * {@code models/models.json}, packages and {@code NAME.eval.npz}.
 */
class FixturesEvaluationWholeTest {
  /** A quarter of a point. */
  private static final double ACCURACY_MARGIN = 0.0025;

  /** One part in a hundred. */
  private static final double PERPLEXITY_MARGIN = 0.01;

  @TempDir Path folder;

  @Test
  void accuracyAndPerplexityAreThoseOfTheOriginals() throws Exception {
    String fixtures = System.getProperty("coremill.fixtures", "");
    assumeTrue(!fixtures.isEmpty(), "SKIPPED: no models given with -Dcoremill.fixtures=FOLDER");
    Path models = Path.of(fixtures).resolve("models");
    String rows = Files.readString(models.resolve("models.json"));
    Launcher coremill = new Launcher(folder);
    coremill.prepare();

    accuracy(coremill, models, rows, "digits-cnn", "digits-cnn");
    accuracy(coremill, models, rows, "digits-cnn-ios18", "digits-cnn");
    accuracy(coremill, models, rows, "digits-classifier", "digits-classifier");
    accuracy(coremill, models, rows, "digits-multifunction", "digits-cnn");
    perplexity(coremill, models, rows, "tinygpt");
    perplexity(coremill, models, rows, "tinygpt-ios17");
  }

  private static void accuracy(
      Launcher coremill, Path models, String rows, String name, String data) throws Exception {
    double known = known(rows, name, "torchTestAccuracy");
    for (String mode : new String[] {"float32", "float16"}) {
      assertThat(measured(coremill, models, name, data, "top1", mode))
          .as("%s %s", name, mode)
          .isCloseTo(known, within(ACCURACY_MARGIN));
    }
  }

  private static void perplexity(Launcher coremill, Path models, String rows, String name)
      throws Exception {
    double known = known(rows, name, "torchHeldOutPerplexity");
    for (String mode : new String[] {"float32", "float16"}) {
      assertThat(measured(coremill, models, name, name, "perplexity", mode))
          .as("%s %s", name, mode)
          .isCloseTo(known, within(known * PERPLEXITY_MARGIN));
    }
  }

  private static double known(String rows, String name, String key) {
    int start = rows.indexOf("\"name\": \"" + name + "\"");
    assertThat(start).as(name).isNotNegative();
    Matcher value = Pattern.compile("\"" + key + "\": ([0-9.]+)").matcher(rows);
    assertThat(value.find(start)).as(name).isTrue();
    return Double.parseDouble(value.group(1));
  }

  private static double measured(
      Launcher coremill, Path models, String name, String data, String metric, String mode)
      throws Exception {
    Launcher.Result result =
        coremill.run(
            "evaluate",
            models.resolve(name + ".mlpackage").toString(),
            "--data",
            models.resolve(data + ".eval.npz").toString(),
            "--metric",
            metric,
            "--numeric",
            mode,
            "--json",
            "--quiet");
    assertThat(result.exitCode()).as("%s %s%n%s", name, mode, result.errors()).isZero();
    Matcher value = Pattern.compile("\"value\" : ([0-9.]+)").matcher(result.output());
    assertThat(value.find()).isTrue();
    return Double.parseDouble(value.group(1));
  }
}
