package dev.coremill.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.program.Value;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.core.mlpackage.Model;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.report.Evaluation;
import dev.coremill.core.report.Threshold;
import dev.coremill.core.sample.BoundSamples;
import dev.coremill.core.sample.Numbers;
import dev.coremill.core.sample.NumpyFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels of classifiers that could mean two things, and requests that contradict themselves. */
class EvaluationLabelsTest {
  private static final byte[] ROWS = NumpyFiles.floats("(2, 1, 3)", 1, 2, 3, 3, 2, 1);

  @TempDir Path folder;

  @Test
  void foldersThatAreNoLabelsAreTakenByTheirPlacesAndThatIsTold() {
    Evaluation evaluation = evaluate("n01n02", 3);

    // The largest are places 2 and 0.
    assertThat(evaluation.results().getFirst().value()).isEqualTo(1);
    assertThat(evaluation.notes())
        .containsExactly(
            "the folder 'n01' is none of the model's labels: folders are taken by their numbers or"
                + " places");
  }

  @Test
  void foldersThatAreLabelsMeanThem() {
    Evaluation evaluation = evaluate("7\0\0cat", 3);

    assertThat(evaluation.results().getFirst().value()).isEqualTo(1);
    assertThat(evaluation.notes()).isEmpty();
  }

  @Test
  void foldersOfWhichOnlySomeAreLabelsAreRefused() {
    assertThatThrownBy(() -> evaluate("catcow", 3))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(
            "sample 1: the folder 'cow' is none of the model's labels, unlike the folders before"
                + " it: cat, dog, 7; name all folders like labels, or none");
  }

  private Evaluation evaluate(String names, int width) {
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    arrays.put("in.x", ROWS);
    arrays.put("label", NumpyFiles.integers("(2,)", 2, 0));
    arrays.put(
        "label_name",
        NumpyFiles.array("|S" + width, false, "(2,)", names.getBytes(StandardCharsets.US_ASCII)));
    try (RunnableModel model = Models.open(classifier())) {
      BoundSamples samples = Models.samples(folder, model.face(), arrays);
      return Evaluator.evaluate(
          "",
          model,
          Optional.empty(),
          samples,
          new EvaluationRequest(List.of("top1"), Optional.empty(), List.of(), 0, 0),
          new Metrics(List.of()),
          SampleProgress.SILENT);
    }
  }

  private static Model classifier() {
    return Models.program(
        "classifier",
        List.of("classLabel", "classLabel_probs"),
        Map.of(
            "main",
            Models.function("x", List.of("classLabel", "classLabel_probs"), Models.classify("x"))));
  }

  @Test
  void numbersAreAllLabelsOrAllPlacesWhereLabelsAreNumbers() {
    assertThat(places("1", "2", "3").apply(1, 3, -100)).containsExactly(0, 2, -100);
    assertThat(places("10", "20", "30").apply(0, 2)).containsExactly(0, 2);
    assertThatThrownBy(() -> places("1", "2", "3").apply(1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the label 0 is none of the model's labels, unlike those before it: 1, 2, 3; give all"
                + " as the model's labels, or all as places");
  }

  private interface Places {
    double[] apply(double... numbers);
  }

  private static Places places(String... labels) {
    try (RunnableModel model = Models.open(classifier())) {
      ClassifierOutputs outputs = new ClassifierOutputs(model.face());
      List<Value.Entry> entries = new ArrayList<>();
      for (String label : labels) {
        entries.add(entry(label, 0.5));
      }
      Map<String, Value> numeric = outputs.numeric(Map.of("classLabel_probs", dictionary(entries)));
      assertThat(numeric).hasSize(1);
      return numbers -> Numbers.all(Rows.tensor(outputs.places(integers(numbers))));
    }
  }

  @Test
  void probabilitiesAreComparedLabelByLabel() {
    try (RunnableModel model = Models.open(classifier())) {
      ClassifierOutputs outputs = new ClassifierOutputs(model.face());
      Map<String, Value> probabilities =
          Map.of(
              "classLabel_probs",
              dictionary(List.of(entry("dog", 0.1), entry("cat", 0.2), entry("7", 0.7))));

      assertThat(numbers(outputs.numeric(probabilities, List.of("7", "dog", "cat"))))
          .containsExactly(0.7, 0.1, 0.2);
      assertThat(outputs.labels()).containsExactly("7", "dog", "cat");
      assertThat(numbers(outputs.numeric(probabilities, List.of("seven", "dog", "cat"))))
          .containsExactly(0.1, 0.2, 0.7);
      assertThat(outputs.labels()).containsExactly("dog", "cat", "7");
      assertThat(numbers(outputs.numeric(probabilities))).containsExactly(0.1, 0.2, 0.7);
    }
  }

  private static double[] numbers(Map<String, Value> outputs) {
    return Numbers.all(Rows.tensor(outputs.values().iterator().next()));
  }

  private static Value.Entry entry(String label, double probability) {
    return new Value.Entry(Numbers.strings(Shape.scalar(), List.of(label)), tensor(probability));
  }

  private static Value.OfDictionary dictionary(List<Value.Entry> entries) {
    ValueType.OfTensor text = ValueType.OfTensor.of(DataType.STRING, Shape.scalar());
    ValueType.OfTensor number = ValueType.OfTensor.of(DataType.FLOAT64, Shape.scalar());
    return new Value.OfDictionary(new ValueType.OfDictionary(text, number), entries);
  }

  private static Value tensor(double value) {
    return Value.OfTensor.of(Numbers.tensor(DataType.FLOAT64, Shape.scalar(), value));
  }

  private static Value integers(double... numbers) {
    return Value.OfTensor.of(Numbers.tensor(DataType.INT32, Shape.of(numbers.length), numbers));
  }

  @Test
  void thresholdsThatNoValueKeepsAreRefused() {
    List<Threshold> thresholds =
        List.of(new Threshold("top1", true, 0.9), new Threshold("top1", false, 0.5));

    assertThatThrownBy(() -> Threshold.requireConsistent(thresholds))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(
            "top1 must be at least 0.9 and at most 0.5, which no value is; change one of the"
                + " thresholds");
    Threshold.requireConsistent(
        List.of(new Threshold("top1", true, 0.5), new Threshold("top1", false, 0.5)));
  }

  @Test
  void aModelOfOtherInputsIsNotComparedWith() {
    try (RunnableModel one =
            Models.open(
                Models.single(
                    "one", "x", "y", Models.operation("identity", "y", Map.of("x", "x"))));
        RunnableModel two =
            Models.open(
                Models.single(
                    "two",
                    "token",
                    "y",
                    Models.operation("identity", "y", Map.of("x", "token"))))) {
      BoundSamples samples = Models.samples(folder, one.face(), Map.of("x", ROWS));
      String words =
          "two: its input 'token' is none of one (x); compare models with inputs of the same names";

      assertThatThrownBy(() ->
              new ModelComparer(one, two, samples, false, 1 << 20)
                  .compare(0, 0, SampleProgress.SILENT))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining(words);
      assertThatThrownBy(() ->
              Evaluator.evaluate(
                  "",
                  one,
                  Optional.of(two),
                  samples,
                  new EvaluationRequest(List.of(), Optional.empty(), List.of(), 0, 0),
                  new Metrics(List.of()),
                  SampleProgress.SILENT))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining(words);
    }
  }
}
