package dev.coremill.core.sample;

import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.Shape;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.problem.Suggestions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which values of samples are for which inputs of one model, by their names.
 *
 * @param model where the model is, for messages; empty where there is only one
 * @param inputs the inputs by the names of the values
 * @param left values of inputs that the samples leave out, by the names of the inputs
 */
record InputBinding(String model, Map<String, InputSpec> inputs, Map<String, Value> left) {
  private static final String INPUT_PREFIX = "in.";

  /** As many elements as an input has that samples leave out. */
  private static final long MOST_FILLED = 1 << 24;

  /**
   * Binds the values of a name each.
   *
   * @throws ProblemException if an input has no values, or a value no input
   */
  static InputBinding of(DataSet data, List<InputSpec> specs) {
    Map<String, InputSpec> inputs = new LinkedHashMap<>();
    List<Problem> problems = new ArrayList<>();
    for (String name : data.names()) {
      InputSpec spec = spec(name, specs);
      if (spec == null) {
        unbound(name, specs).ifPresent(words -> problems.add(words.at(data)));
      } else if (inputs.containsValue(spec)) {
        problems.add(
            new Words(
                    "the input '" + spec.name() + "' is given twice",
                    "give it once, and name other values with NAME=FILE, such as label=labels.npy")
                .at(data));
      } else {
        inputs.put(name, spec);
      }
    }
    Map<String, Value> left = new LinkedHashMap<>();
    for (InputSpec spec : specs) {
      if (inputs.containsValue(spec)) {
        continue;
      }
      Optional<Value> filled = filled(spec);
      if (filled.isPresent()) {
        left.put(spec.name(), filled.get());
      } else if (problems.isEmpty()) {
        problems.add(missing(spec, names(data, inputs)).at(data));
      }
    }
    if (!problems.isEmpty()) {
      throw new ProblemException(problems);
    }
    return new InputBinding("", inputs, left);
  }

  /**
   * The same values for another model, whose inputs are among those of this one. What the samples
   * leave out has the value that the other model names, or else the one of this model.
   *
   * @param place where the other model is
   */
  InputBinding forModel(String place, List<InputSpec> specs) {
    Map<String, InputSpec> bound = new LinkedHashMap<>();
    Map<String, Value> filled = new LinkedHashMap<>();
    for (InputSpec spec : specs) {
      for (Map.Entry<String, InputSpec> each : inputs.entrySet()) {
        if (each.getValue().name().equals(spec.name())) {
          bound.put(each.getKey(), spec);
        }
      }
      Value mine = left.get(spec.name());
      if (mine != null) {
        filled.put(spec.name(), filled(spec).orElse(mine));
      }
    }
    return new InputBinding(place, bound, filled);
  }

  private record Words(String message, String mend) {
    Problem at(DataSet data) {
      return Problem.input(data.place(), message, mend);
    }
  }

  /** What is wrong about a value that no input takes; empty for labels and expected outputs. */
  private static Optional<Words> unbound(String name, List<InputSpec> specs) {
    Set<String> known = new LinkedHashSet<>();
    specs.forEach(spec -> known.add(spec.name()));
    if (name.isEmpty()) {
      return Optional.of(
          new Words(
              "its values have no name, and the model has " + specs.size() + " inputs",
              "say which one they are for with NAME=FILE; inputs: " + String.join(", ", known)));
    }
    if (name.startsWith(INPUT_PREFIX)) {
      String given = name.substring(INPUT_PREFIX.length());
      String list = "inputs: " + String.join(", ", known);
      return Optional.of(
          new Words(
              "the model has no input '" + given + "'",
              Suggestions.nearest(given, known)
                  .map(near -> "did you mean '" + near + "'? " + list)
                  .orElse(list)));
    }
    return Optional.empty();
  }

  /** The names of values that no input takes and that are no expected outputs. */
  private static List<String> names(DataSet data, Map<String, InputSpec> inputs) {
    return data.names().stream()
        .filter(name -> !inputs.containsKey(name) && !name.startsWith(BoundSamples.OUTPUT_PREFIX))
        .toList();
  }

  private static Words missing(InputSpec input, List<String> names) {
    String message =
        "there are no values for the input '" + input.name() + "' (" + input.shown() + ")";
    if (names.isEmpty()) {
      return new Words(
          message,
          "give an array named '" + input.name() + "' or '" + INPUT_PREFIX + input.name() + "'");
    }
    return new Words(
        message,
        Suggestions.nearest(input.name(), names)
            .map(near -> "is '" + near + "' meant? it must be named '" + input.name() + "'")
            .orElse("the data have: " + String.join(", ", names)));
  }

  /** What an input is where samples leave it out; empty if they may not. */
  private static Optional<Value> filled(InputSpec spec) {
    Optional<Shape> shape = spec.usual().filter(usual -> usual.elementCount() <= MOST_FILLED);
    if (spec.omitted().isEmpty() || shape.isEmpty()) {
      return Optional.empty();
    }
    double[] values = new double[(int) shape.get().elementCount()];
    Arrays.fill(values, spec.omitted().get());
    try {
      return Optional.of(Value.OfTensor.of(Numbers.tensor(spec.type(), shape.get(), values)));
    } catch (IllegalArgumentException _) {
      // The type does not hold the value that the model names: the samples have to give one.
      return Optional.empty();
    }
  }

  private static @Nullable InputSpec spec(String name, List<InputSpec> specs) {
    if (name.isEmpty()) {
      List<InputSpec> needed =
          specs.size() == 1
              ? specs
              : specs.stream().filter(spec -> filled(spec).isEmpty()).toList();
      return needed.size() == 1 ? needed.getFirst() : null;
    }
    for (InputSpec spec : specs) {
      if (name.equals(spec.name()) || name.equals(INPUT_PREFIX + spec.name())) {
        return spec;
      }
    }
    return null;
  }

  /** Whether pictures go to an input that is an array. */
  boolean takesPicturesAsArrays(Set<String> pictures) {
    return inputs.entrySet().stream()
        .anyMatch(each -> pictures.contains(each.getKey()) && each.getValue().image().isEmpty());
  }
}
