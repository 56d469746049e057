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
 * Samples whose values are bound to the inputs of a model by their names, {@code NAME} or {@code
 * in.NAME}. Values are brought to the types of the inputs where nothing but precision can be lost:
 * integers to integers that hold them, integers and booleans to floats, floats to floats. An input
 * that the model lets a prediction leave out has the value that the model names for that.
 */
public final class BoundSamples {
  private static final String INPUT_PREFIX = "in.";

  /** As many elements as an input has that samples leave out. */
  private static final long MOST_FILLED = 1 << 24;

  /** What the names of expected outputs begin with. */
  public static final String OUTPUT_PREFIX = "out.";

  private final DataSet data;
  private final PictureFitting pictures;
  private final Map<String, InputSpec> inputs = new LinkedHashMap<>();
  private final Map<String, Value> left = new LinkedHashMap<>();
  private final List<String> others = new ArrayList<>();

  /**
   * A sample.
   *
   * @param inputs a value for each input of the model
   * @param others the other values of the sample by their names: labels, expected outputs
   */
  public record Sample(Map<String, Value> inputs, Map<String, Value> others) {}

  private BoundSamples(DataSet data, PictureFitting pictures) {
    this.data = data;
    this.pictures = pictures;
  }

  /**
   * Binds samples, and checks the first of them.
   *
   * @throws ProblemException if an input has no values, a value no input, or types or shapes do not
   *     fit
   */
  public static BoundSamples bind(DataSet data, List<InputSpec> inputs, PictureFitting pictures) {
    BoundSamples bound = new BoundSamples(data, pictures);
    List<Problem> problems = bound.bindNames(inputs);
    if (problems.isEmpty() && pictures.isGiven() && !bound.hasPicturesForArrays()) {
      problems.add(
          bound.problem(
              "--image-scale and --image-bias are for pictures that go to an array, and there are"
                  + " none",
              "leave them out"));
    }
    if (!problems.isEmpty()) {
      throw new ProblemException(problems);
    }
    Sample _ = bound.sample(0);
    return bound;
  }

  private boolean hasPicturesForArrays() {
    for (String name : data.pictures()) {
      InputSpec input = inputs.get(name);
      if (input != null && input.image().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private List<Problem> bindNames(List<InputSpec> specs) {
    List<Problem> problems = new ArrayList<>();
    Set<String> known = new LinkedHashSet<>();
    specs.forEach(spec -> known.add(spec.name()));
    for (String name : data.names()) {
      InputSpec spec = spec(name, specs);
      if (spec == null) {
        others.add(name);
        if (name.isEmpty()) {
          problems.add(
              problem(
                  "its values have no name, and the model has " + specs.size() + " inputs",
                  "say which one they are for with NAME=FILE; inputs: "
                      + String.join(", ", known)));
        } else if (name.startsWith(INPUT_PREFIX)) {
          String given = name.substring(INPUT_PREFIX.length());
          problems.add(problem("the model has no input '" + given + "'", offer(given, known)));
        }
      } else if (inputs.containsValue(spec)) {
        problems.add(problem("the input '" + spec.name() + "' is given twice", "give it once"));
      } else {
        inputs.put(name, spec);
      }
    }
    for (InputSpec spec : specs) {
      if (inputs.containsValue(spec)) {
        continue;
      }
      Optional<Value> filled = filled(spec);
      if (filled.isPresent()) {
        left.put(spec.name(), filled.get());
      } else if (problems.isEmpty()) {
        problems.add(
            problem(
                "there are no values for the input '" + spec.name() + "' (" + spec.shown() + ")",
                missing(spec.name())));
      }
    }
    return problems;
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
      return Optional.empty();
    }
  }

  private String missing(String input) {
    List<String> names = new ArrayList<>();
    for (String other : others) {
      if (!other.isEmpty() && !other.startsWith(OUTPUT_PREFIX)) {
        names.add(other);
      }
    }
    if (names.isEmpty()) {
      return "give an array named '" + input + "' or '" + INPUT_PREFIX + input + "'";
    }
    return Suggestions.nearest(input, names)
        .map(name -> "is '" + name + "' meant? it must be named '" + input + "'")
        .orElse("the data have: " + String.join(", ", names));
  }

  private static String offer(String given, Set<String> known) {
    String list = "inputs: " + String.join(", ", known);
    return Suggestions.nearest(given, known)
        .map(name -> "did you mean '" + name + "'? " + list)
        .orElse(list);
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

  private Problem problem(String message, String mend) {
    return Problem.input(data.place(), message, mend);
  }

  /** How many samples there are; at least one. */
  public long count() {
    return data.count();
  }

  /** The files, for messages and reports. */
  public String place() {
    return data.place();
  }

  /** The names of the values that are no inputs: labels, expected outputs. */
  public List<String> others() {
    return List.copyOf(others);
  }

  /**
   * Requires a number of samples.
   *
   * @throws ProblemException if there are fewer
   */
  public void requireAtLeast(long samples) {
    if (count() < samples) {
      throw new ProblemException(
          problem(
              "there are " + count() + " samples, and " + samples + " are asked for",
              "give more samples, or ask for fewer"));
    }
  }

  /**
   * One sample.
   *
   * @param index 0 to {@link #count()} - 1
   * @throws ProblemException if it cannot be read, or if a value does not fit its input
   */
  public Sample sample(long index) {
    Map<String, Value> values = new LinkedHashMap<>(left);
    Map<String, Value> rest = new LinkedHashMap<>();
    for (Map.Entry<String, Value> each : data.sample(index).entrySet()) {
      InputSpec spec = inputs.get(each.getKey());
      if (spec == null) {
        rest.put(each.getKey(), each.getValue());
      } else {
        try {
          values.put(
              spec.name(),
              data.pictures().contains(each.getKey())
                  ? pictures.fit(each.getValue(), spec)
                  : InputFitting.fit(each.getValue(), spec, true));
        } catch (IllegalArgumentException wrong) {
          throw new ProblemException(
              Problem.input(
                  data.place() + ", sample " + index,
                  (each.getKey().isEmpty() ? "it" : "'" + each.getKey() + "'")
                      + " "
                      + wrong.getMessage(),
                  ""),
              wrong);
        }
      }
    }
    return new Sample(values, rest);
  }
}
