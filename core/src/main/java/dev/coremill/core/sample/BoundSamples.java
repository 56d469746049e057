package dev.coremill.core.sample;

import dev.coremill.api.program.Value;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Samples whose values are bound to the inputs of a model by their names, {@code NAME} or {@code
 * in.NAME}. Values are brought to the types of the inputs where nothing but precision can be lost:
 * integers to integers that hold them, integers and booleans to floats, floats to floats. An input
 * that the model lets a prediction leave out has the value that the model names for that. A second
 * model may take the same samples, each brought to what its own inputs say: pictures to their size
 * and colors, for instance. A sample is read once for both.
 */
public final class BoundSamples {
  /** What the names of expected outputs begin with. */
  public static final String OUTPUT_PREFIX = "out.";

  private final DataSet data;
  private final PictureFitting pictures;
  private final InputBinding first;
  private final Optional<InputBinding> second;

  /**
   * A sample.
   *
   * @param inputs a value for each input of the model
   * @param secondInputs a value for each input of the second model; none where there is no such
   * @param others the other values of the sample by their names: labels, expected outputs
   */
  public record Sample(
      Map<String, Value> inputs, Map<String, Value> secondInputs, Map<String, Value> others) {}

  private BoundSamples(
      DataSet data, PictureFitting pictures, InputBinding first, Optional<InputBinding> second) {
    this.data = data;
    this.pictures = pictures;
    this.first = first;
    this.second = second;
  }

  /**
   * Binds samples, and checks the first of them.
   *
   * @throws ProblemException if an input has no values, a value no input, or types or shapes do not
   *     fit
   */
  public static BoundSamples bind(DataSet data, List<InputSpec> inputs, PictureFitting pictures) {
    BoundSamples bound =
        new BoundSamples(data, pictures, InputBinding.of(data, inputs), Optional.empty());
    Sample _ = bound.sample(0);
    return bound;
  }

  /**
   * The same samples for a second model too.
   *
   * @param place where that model is, for messages
   * @param inputs what it takes; their names are among those of the first model's inputs
   * @throws ProblemException if types or shapes of the first sample do not fit
   */
  public BoundSamples withSecond(String place, List<InputSpec> inputs) {
    BoundSamples both =
        new BoundSamples(data, pictures, first, Optional.of(first.forModel(place, inputs)));
    Sample _ = both.sample(0);
    return both;
  }

  /**
   * Requires that what is said of pictures for arrays is of use to one of the models.
   *
   * @throws ProblemException if no picture goes to an array
   */
  public void requirePicturesForArrays() {
    boolean used =
        first.takesPicturesAsArrays(data.pictures())
            || second.filter(other -> other.takesPicturesAsArrays(data.pictures())).isPresent();
    if (pictures.isGiven() && !used) {
      throw new ProblemException(
          problem(
              "--image-scale and --image-bias are for pictures that go to an array, and there are"
                  + " none",
              "leave them out"));
    }
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
    return data.names().stream().filter(name -> !first.inputs().containsKey(name)).toList();
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
    Map<String, Value> values = new LinkedHashMap<>(first.left());
    Map<String, Value> secondValues = new LinkedHashMap<>();
    second.ifPresent(binding -> secondValues.putAll(binding.left()));
    Map<String, Value> rest = new LinkedHashMap<>();
    for (Map.Entry<String, Value> each : data.sample(index).entrySet()) {
      String name = each.getKey();
      InputSpec spec = first.inputs().get(name);
      if (spec == null) {
        rest.put(name, each.getValue());
        continue;
      }
      Value fitted = fit(name, each.getValue(), spec, first, index);
      values.put(spec.name(), fitted);
      if (second.isPresent()) {
        InputSpec other = second.get().inputs().get(name);
        if (other != null) {
          // Models that take the same share one value: fitting a picture takes its time.
          secondValues.put(
              other.name(),
              other.equals(spec) ? fitted : fit(name, each.getValue(), other, second.get(), index));
        }
      }
    }
    return new Sample(values, secondValues, rest);
  }

  private Value fit(String name, Value value, InputSpec spec, InputBinding binding, long index) {
    try {
      return data.pictures().contains(name)
          ? pictures.fit(value, spec)
          : InputFitting.fit(value, spec, true);
    } catch (IllegalArgumentException wrong) {
      String model = binding.model().isEmpty() ? "" : ", for " + binding.model();
      throw new ProblemException(
          Problem.input(
              data.place() + ", sample " + index + model,
              (name.isEmpty() ? "it" : "'" + name + "'") + " " + wrong.getMessage(),
              ""),
          wrong);
    }
  }
}
