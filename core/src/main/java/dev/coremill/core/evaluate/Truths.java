package dev.coremill.core.evaluate;

import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.problem.Suggestions;
import dev.coremill.core.sample.BoundSamples;
import dev.coremill.core.sample.Numbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a model's outputs should be, as the samples say it: labels, or outputs from earlier. */
final class Truths {
  private static final List<String> USUAL = List.of("label", "labels");
  private static final String LABEL_NAMES = "label_name";

  private final BoundSamples samples;
  private final ModelInterface face;
  private final Optional<String> labels;
  private final Optional<String> labelledOutput;
  private final List<String> notes = new ArrayList<>();

  /** Whether folders are named like labels; empty until the first is seen. */
  private Optional<Boolean> named = Optional.empty();

  /**
   * Looks for labels and outputs among the values of samples.
   *
   * @param asked the values that are labels, as {@code NAME} or {@code OUTPUT=NAME}
   * @throws ProblemException if there are none of that name
   */
  Truths(BoundSamples samples, ModelInterface face, Optional<String> asked) {
    this.samples = samples;
    this.face = face;
    int equals = asked.map(text -> text.indexOf('=')).orElse(-1);
    this.labelledOutput =
        equals > 0 ? asked.map(text -> text.substring(0, equals)) : Optional.empty();
    this.labels = asked.isPresent() ? asked.map(text -> text.substring(equals + 1)) : usual();
    if (labels.isPresent() && !samples.others().contains(labels.get())) {
      throw new ProblemException(
          Problem.input(
              samples.place(),
              "there are no values named '" + labels.get() + "'",
              Suggestions.offer(labels.get(), samples.others())));
    }
    if (labelledOutput.isPresent() && !face.outputs().contains(labelledOutput.get())) {
      throw new ProblemException(
          Problem.input(
              "",
              "the model has no output '" + labelledOutput.get() + "'",
              Suggestions.offer(labelledOutput.get(), face.outputs())));
    }
    for (String other : samples.others()) {
      boolean known =
          other.equals(labels.orElse("")) || other.equals(LABEL_NAMES) || isOutput(other);
      if (!known) {
        notes.add("'" + other + "' of the data is neither input nor output nor labels: not used");
      }
    }
  }

  private Optional<String> usual() {
    for (String name : USUAL) {
      if (samples.others().contains(name)) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  private boolean isOutput(String name) {
    return name.startsWith(BoundSamples.OUTPUT_PREFIX)
        && face.outputs().contains(name.substring(BoundSamples.OUTPUT_PREFIX.length()));
  }

  List<String> notes() {
    return notes;
  }

  boolean hasLabels() {
    return labels.isPresent();
  }

  boolean hasOutputs() {
    return samples.others().stream().anyMatch(this::isOutput);
  }

  /**
   * The label of a sample, for the output that it is about.
   *
   * @param outputs the outputs that are numbers
   */
  Map<String, Value> labels(
      BoundSamples.Sample sample, Map<String, Value> outputs, ClassifierOutputs classifier) {
    String output = labelledOutput.orElse(face.probabilities());
    if (output.isEmpty() || !outputs.containsKey(output)) {
      if (outputs.size() != 1) {
        throw new ProblemException(
            Problem.input(
                samples.place(),
                "the model has "
                    + outputs.size()
                    + " outputs of numbers, and the labels are for one",
                "say which with --labels OUTPUT=NAME; outputs: "
                    + String.join(", ", outputs.keySet())));
      }
      output = outputs.keySet().iterator().next();
    }
    Value names = sample.others().get(LABEL_NAMES);
    Value given = sample.others().get(labels.orElseThrow());
    if (names instanceof Value.OfStrings strings && areNames(strings.strings(), classifier)) {
      given = names;
    }
    if (given == null) {
      throw new IllegalArgumentException("it has no '" + labels.orElseThrow() + "'");
    }
    return Map.of(output, classifier.places(whole(given, outputs.get(output))));
  }

  /**
   * Labels that were saved as floats, as integers.
   *
   * @throws IllegalArgumentException if they are no labels, but probabilities for instance
   */
  private static Value whole(Value given, @Nullable Value output) {
    if (!(given instanceof Value.OfTensor holder) || !holder.tensor().type().isFloat()) {
      return given;
    }
    Tensor labels = holder.tensor();
    double[] numbers = Numbers.all(labels);
    boolean whole =
        Arrays.stream(numbers)
            .allMatch(number -> Double.isFinite(number) && number == Math.rint(number));
    boolean oneForEachScore =
        numbers.length > 1
            && output instanceof Value.OfTensor scores
            && scores.tensor().elementCount() == numbers.length;
    if (!whole || oneForEachScore) {
      throw new IllegalArgumentException(
          "labels are whole numbers or texts, one for each row of the output, and these are "
              + labels
              + "; save the places of the right classes");
    }
    return Value.OfTensor.of(Numbers.tensor(DataType.INT64, labels.shape(), numbers));
  }

  /**
   * Whether folders are named like the classifier's labels: all of them, or none.
   *
   * @throws IllegalArgumentException if some are
   */
  private boolean areNames(List<String> names, ClassifierOutputs classifier) {
    if (classifier.labels().isEmpty()) {
      return false;
    }
    boolean known = classifier.labels().containsAll(names);
    if (named.isEmpty()) {
      named = Optional.of(known);
      if (!known) {
        notes.add(
            "the folder '"
                + String.join(", ", names)
                + "' is none of the model's labels: folders are taken by their numbers or places");
      }
    }
    if (named.get() != known) {
      throw new IllegalArgumentException(
          "the folder '"
              + String.join(", ", names)
              + (known ? "' is one" : "' is none")
              + " of the model's labels, unlike the folders before it: "
              + classifier.shortList()
              + "; name all folders like labels, or none");
    }
    return known;
  }

  /** The outputs that come with a sample, by the names of the model's outputs. */
  Map<String, Value> outputs(BoundSamples.Sample sample) {
    Map<String, Value> outputs = new LinkedHashMap<>();
    for (Map.Entry<String, Value> each : sample.others().entrySet()) {
      if (isOutput(each.getKey())) {
        outputs.put(each.getKey().substring(BoundSamples.OUTPUT_PREFIX.length()), each.getValue());
      }
    }
    return outputs;
  }
}
