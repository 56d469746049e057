package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coremill.api.program.Value;
import dev.coremill.core.sample.DataArgument;
import dev.coremill.core.sample.DataSet;
import dev.coremill.core.sample.Numbers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trained models score what is known of them: {@code -Dcoremill.fixtures=FOLDER}, a folder with
 * {@code models/models.json}, packages and {@code NAME.eval.npz}. The figures are written to {@code
 * target/evaluation.txt}.
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
    // Pipelines are digits-cnn cut in two.
    double whole = known(rows, "digits-cnn", "torchTestAccuracy");
    near(coremill, models, "digits-pipeline", "digits-cnn", "top1", whole, ACCURACY_MARGIN);
    near(
        coremill,
        models,
        "digits-pipeline-classifier",
        "digits-cnn",
        "top1",
        whole,
        ACCURACY_MARGIN);
    parity(coremill, models, known(rows, "digits-multifunction", "torchTestAccuracyParity"));
    perplexity(coremill, models, rows, "tinygpt");
    perplexity(coremill, models, rows, "tinygpt-ios17");
  }

  private static void accuracy(
      Launcher coremill, Path models, String rows, String name, String data) throws Exception {
    double known = known(rows, name, "torchTestAccuracy");
    near(coremill, models, name, data, "top1", known, ACCURACY_MARGIN);
  }

  private static void perplexity(Launcher coremill, Path models, String rows, String name)
      throws Exception {
    double known = known(rows, name, "torchHeldOutPerplexity");
    near(coremill, models, name, name, "perplexity", known, known * PERPLEXITY_MARGIN);
  }

  /** The second function of a model, which tells odd digits from even ones. */
  private static void parity(Launcher coremill, Path models, double known) throws Exception {
    StringBuilder labels = new StringBuilder();
    Path digits = models.resolve("digits-cnn.eval.npz");
    try (DataSet data =
        DataSet.open(List.of(DataArgument.parse(digits.toString(), Path.of(""))), List.of())) {
      for (long index = 0; index < data.count(); index++) {
        if (data.sample(index).get("label") instanceof Value.OfTensor label) {
          long digit = (long) Numbers.all(label.tensor())[0];
          labels.append("{\"odd\": ").append(digit % 2).append("}\n");
        }
      }
    }
    String file = coremill.file("parity.jsonl", labels.toString()).toString();
    near(
        coremill,
        models,
        "digits-multifunction",
        "digits-cnn",
        "top1",
        known,
        ACCURACY_MARGIN,
        "--function",
        "parity",
        "--data",
        file,
        "--labels",
        "odd");
  }

  private static void near(
      Launcher coremill,
      Path models,
      String name,
      String data,
      String metric,
      double known,
      double margin,
      String... more)
      throws Exception {
    for (String mode : new String[] {"float32", "float16"}) {
      double measured = measured(coremill, models, name, data, metric, mode, more);
      FixtureFigures.note(
          "evaluation", name + " " + mode + " " + metric, measured, "known " + known);
      assertThat(measured).as("%s %s", name, mode).isCloseTo(known, within(margin));
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
      Launcher coremill,
      Path models,
      String name,
      String data,
      String metric,
      String mode,
      String... more)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "evaluate",
                models.resolve(name + ".mlpackage").toString(),
                "--data",
                models.resolve(data + ".eval.npz").toString(),
                "--metric",
                metric,
                "--numeric",
                mode,
                "--json",
                "--quiet"));
    command.addAll(List.of(more));
    Launcher.Result result = coremill.run(command.toArray(String[]::new));
    assertThat(result.exitCode()).as("%s %s%n%s", name, mode, result.errors()).isZero();
    Matcher value = Pattern.compile("\"value\" : ([0-9.]+)").matcher(result.output());
    assertThat(value.find()).isTrue();
    return Double.parseDouble(value.group(1));
  }
}
