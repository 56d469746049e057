package dev.coremill.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.coremill.api.runtime.NumericMode;
import dev.coremill.core.mlpackage.Model;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.report.Evaluation;
import dev.coremill.core.report.Threshold;
import dev.coremill.core.sample.BoundSamples;
import dev.coremill.core.sample.NumpyFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models are measured against labels, references and stored outputs; errors are traced. */
class EvaluatorTest {
  private static final byte[] ROWS = NumpyFiles.floats("(2, 1, 3)", 1, 2, 3, 3, 2, 1);
  private static final Model PLAIN =
      Models.single("plain", "x", "y", Models.operation("identity", "y", Map.of("x", "x")));

  @TempDir Path folder;

  @Test
  void labelsAreFoundByTheirName() {
    Evaluation evaluation =
        evaluate(PLAIN, arrays("label", NumpyFiles.integers("(2,)", 2, 2)), request());

    assertThat(value(evaluation, "top1")).isEqualTo(0.5);
    assertThat(evaluation.results())
        .extracting("metric")
        .containsExactly("top1", "top5", "perplexity");
    assertThat(evaluation.samples()).isEqualTo(2);
  }

  @Test
  void aClassifierTakesLabelsByTextByNumberOfThatTextAndByPlace() {
    Model classifier =
        Models.program(
            "classifier",
            List.of("classLabel", "classLabel_probs"),
            Map.of(
                "main",
                Models.function(
                    "x", List.of("classLabel", "classLabel_probs"), Models.classify("x"))));

    // The largest are places 2 (labelled "7") and 0 ("cat").
    byte[] texts = NumpyFiles.array("|S3", false, "(2,)", bytes("7\0\0cat"));
    assertThat(value(evaluate(classifier, arrays("label", texts), request()), "top1")).isEqualTo(1);
    byte[] numbers = NumpyFiles.integers("(2,)", 7, 0);
    assertThat(value(evaluate(classifier, arrays("label", numbers), request()), "top1"))
        .isEqualTo(1);
    byte[] unknown = NumpyFiles.array("|S3", false, "(2,)", bytes("cowcat"));
    assertThatThrownBy(() -> evaluate(classifier, arrays("label", unknown), request()))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("the label 'cow' is none of the model's: cat, dog, 7");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void storedOutputsAreWhatIsExpected() {
    Evaluation evaluation =
        evaluate(
            PLAIN,
            arrays("out.y", NumpyFiles.floats("(2, 3)", 1, 2, 3, 3, 2, 3)),
            request("mse", "max_abs_error"));

    assertThat(value(evaluation, "max_abs_error")).isEqualTo(2);
    assertThat(value(evaluation, "mse")).isCloseTo(4.0 / 6, within(1e-12));
  }

  @Test
  void storedOutputsOfIntegersAreScoresAndNoLabels() {
    byte[] scores = NumpyFiles.integers("(2, 1, 3)", 1, 2, 3, 3, 2, 9);

    assertThat(value(evaluate(PLAIN, arrays("out.y", scores), request("top1")), "top1"))
        .isEqualTo(0.5);
  }

  @Test
  void labelsThatWereSavedAsFloatsAreLabels() {
    Map<String, byte[]> whole = arrays("label", NumpyFiles.floats("(2,)", 2, 2));
    Map<String, byte[]> half = arrays("label", NumpyFiles.floats("(2,)", 0.5f, 2));
    Map<String, byte[]> undefined = arrays("label", NumpyFiles.floats("(2,)", Float.NaN, 2));
    Map<String, byte[]> infinite =
        arrays("label", NumpyFiles.floats("(2,)", Float.POSITIVE_INFINITY, 2));
    Map<String, byte[]> oneHot = arrays("label", NumpyFiles.floats("(2, 3)", 0, 0, 1, 0, 0, 1));

    assertThat(value(evaluate(PLAIN, whole, request("top1")), "top1")).isEqualTo(0.5);
    for (Map<String, byte[]> arrays : List.of(half, oneHot, undefined, infinite)) {
      assertThatThrownBy(() -> evaluate(PLAIN, arrays, request("perplexity")))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("labels are whole numbers or texts, one for each row")
          .hasMessageContaining("save the places of the right classes");
    }
    Map<String, byte[]> large = arrays("label", NumpyFiles.floats("(2,)", 1e10f, 2));
    assertThatThrownBy(() -> evaluate(PLAIN, large, request("top1")))
        .hasMessageContaining("top1 of 'y': the label 10000000000 is none of the 3 classes");
  }

  @Test
  void aReferenceRunsOnTheSameSamples() {
    Model shifted =
        Models.single(
            "shifted", "x", "y", Models.constant("one", 1), Models.binary("add", "y", "x", "one"));
    try (RunnableModel model = Models.open(shifted);
        RunnableModel reference = Models.open(PLAIN)) {
      Evaluation evaluation =
          Evaluator.evaluate(
              "",
              model,
              Optional.of(reference),
              Models.samples(folder, model.face(), Map.of("x", ROWS)),
              request(),
              new Metrics(List.of()),
              SampleProgress.SILENT);

      assertThat(value(evaluation, "max_abs_error")).isEqualTo(1);
      assertThat(evaluation.reference()).contains("plain");
    }
  }

  @Test
  void thresholdsAreKeptOrNot() {
    Map<String, byte[]> arrays = arrays("label", NumpyFiles.integers("(2,)", 2, 2));

    Evaluation kept = evaluate(PLAIN, arrays, threshold(new Threshold("top1", true, 0.5)));
    Evaluation failed = evaluate(PLAIN, arrays, threshold(new Threshold("top1", true, 0.6)));

    assertThat(kept.failure()).isEmpty();
    assertThat(failed.failure()).contains("top1 of y is 0.50000 and must be at least 0.6");
  }

  @Test
  void statesBeginAnewWithEachSequence() {
    Model sum =
        Models.single(
            "sum",
            "x",
            "y",
            Models.operation("accumulate", "y", Map.of("x", "x", "state", "memory")));
    Map<String, byte[]> arrays = arrays("out.y", NumpyFiles.floats("(2, 3)", 1, 2, 3, 4, 4, 4));

    assertThat(value(evaluate(sum, arrays, request("max_abs_error")), "max_abs_error")).isZero();
    EvaluationRequest apart =
        new EvaluationRequest(List.of("max_abs_error"), Optional.empty(), List.of(), 0, 1);
    assertThat(value(evaluate(sum, arrays, apart), "max_abs_error")).isEqualTo(3);
  }

  @Test
  void whatCannotBeMeasuredIsTold() {
    Map<String, byte[]> bare = arrays("truth", NumpyFiles.integers("(2,)", 2, 2));

    assertThatThrownBy(() -> evaluate(PLAIN, bare, request()))
        .hasMessageContaining("there is nothing to measure the model against; name the labels")
        .hasMessageContaining("truth");
    assertThatThrownBy(() -> evaluate(PLAIN, bare, request("mse")))
        .hasMessageContaining("there is nothing to measure mse against");
    EvaluationRequest misnamed =
        new EvaluationRequest(List.of(), Optional.of("truht"), List.of(), 0, 0);
    assertThatThrownBy(() -> evaluate(PLAIN, bare, misnamed))
        .hasMessageContaining("there are no values named 'truht'; did you mean 'truth'?");
    assertThatThrownBy(() ->
            evaluate(
                PLAIN,
                bare,
                new EvaluationRequest(List.of(), Optional.of("truth"), List.of(), 9, 0)))
        .hasMessageContaining("there are 2 samples, and 9 are asked for");
  }

  @Test
  void theFirstOperationThatOverflowsIsNamedWithItsSample() {
    Model large =
        Models.single(
            "large",
            "x",
            "y",
            Models.constant("mask", Double.NEGATIVE_INFINITY, 0, 0),
            Models.constant("factor", 30_000),
            Models.binary("add", "masked", "x", "mask"),
            Models.binary("mul", "scaled", "x", "factor"),
            Models.binary("sub", "y", "scaled", "scaled"));
    OverflowAudit.Findings findings;
    try (RunnableModel model = Models.open(large, NumericMode.FLOAT16)) {
      OverflowAudit audit = new OverflowAudit(model);
      BoundSamples samples =
          Models.samples(
              folder, model.face(), Map.of("x", NumpyFiles.floats("(2, 1, 3)", 1, 1, 2, 1, 1, 3)));
      for (int index = 0; index < 2; index++) {
        BoundSamples.Sample sample = samples.sample(index);
        audit.begin(index, sample.inputs());
        assertThat(model.predict("data", index, sample.inputs(), audit)).containsKey("y");
      }
      findings = audit.findings();
    }

    assertThat(findings.first().orElseThrow().text())
        .isEqualTo(
            "operation 'scaled' (mul) gives an infinity at sample 1; its inputs reach x = 3.00000,"
                + " y = 30000.0");
    assertThat(findings.faulty()).isEqualTo(1);
    assertThat(findings.peak()).isEqualTo(60_000);
  }

  @Test
  void whereTheErrorBeginsIsNamed() {
    Model exact = chain("exact", 2);
    Model coarse = chain("coarse", 2.5);
    try (RunnableModel one = Models.open(exact);
        RunnableModel two = Models.open(coarse)) {
      BoundSamples samples = Models.samples(folder, one.face(), Map.of("x", ROWS));

      ModelComparison comparison =
          new ModelComparer(one, two, samples, true, 1 << 20).compare(0, 0, SampleProgress.SILENT);

      assertThat(comparison.outputs()).hasSize(1);
      assertThat(comparison.outputs().getFirst().maximumAbsoluteError()).isEqualTo(1.5);
      assertThat(comparison.intermediate())
          .extracting(ValueDifference::name)
          .containsExactly("first", "second", "y");
      assertThat(comparison.begins().orElseThrow().name()).isEqualTo("second");
      assertThat(ComparisonText.of(comparison))
          .contains("The first value that differs is 'second' (mul).");
    }
  }

  private static Model chain(String name, double factor) {
    return Models.single(
        name,
        "x",
        "y",
        Models.constant("factor", factor),
        Models.operation("relu", "first", Map.of("x", "x")),
        Models.binary("mul", "second", "first", "factor"),
        Models.operation("identity", "y", Map.of("x", "second")));
  }

  @Test
  void intermediateValuesThatTakeTooMuchMemoryAreLeftOutAndTold() {
    try (RunnableModel one = Models.open(chain("exact", 2));
        RunnableModel two = Models.open(chain("coarse", 3))) {
      BoundSamples samples = Models.samples(folder, one.face(), Map.of("x", ROWS));

      ModelComparison comparison =
          new ModelComparer(one, two, samples, true, 16).compare(0, 0, SampleProgress.SILENT);

      assertThat(comparison.intermediate()).hasSize(1);
      assertThat(comparison.notes()).singleElement().asString().contains("2 values were not");
    }
  }

  private static Map<String, byte[]> arrays(String name, byte[] array) {
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    arrays.put("in.x", ROWS);
    arrays.put(name, array);
    return arrays;
  }

  private static EvaluationRequest request(String... metrics) {
    return new EvaluationRequest(List.of(metrics), Optional.empty(), List.of(), 0, 0);
  }

  private static EvaluationRequest threshold(Threshold threshold) {
    return new EvaluationRequest(List.of(), Optional.empty(), List.of(threshold), 0, 0);
  }

  private Evaluation evaluate(Model model, Map<String, byte[]> arrays, EvaluationRequest request) {
    try (RunnableModel running = Models.open(model)) {
      return Evaluator.evaluate(
          "",
          running,
          Optional.empty(),
          Models.samples(folder, running.face(), arrays),
          request,
          new Metrics(List.of()),
          SampleProgress.SILENT);
    }
  }

  private static double value(Evaluation evaluation, String metric) {
    return evaluation.results().stream()
        .filter(result -> result.metric().equals(metric))
        .findFirst()
        .orElseThrow()
        .value();
  }
}
