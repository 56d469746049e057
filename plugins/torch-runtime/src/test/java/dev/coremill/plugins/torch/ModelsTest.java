package dev.coremill.plugins.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coremill.api.program.Function;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Program;
import dev.coremill.api.program.Value;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.runtime.NumericMode;
import dev.coremill.api.runtime.RuntimeOptions;
import dev.coremill.api.runtime.ValueObserver;
import dev.coremill.api.tensor.DataType;
import dev.coremill.core.evaluate.RunnableModel;
import dev.coremill.core.evaluate.SampleRun;
import dev.coremill.core.mlpackage.Model;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.sample.BoundSamples;
import dev.coremill.core.sample.DataArgument;
import dev.coremill.core.sample.DataSet;
import dev.coremill.core.sample.Numbers;
import dev.coremill.core.sample.PictureFitting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs whole packages against outputs that were stored with them, those of the float32 network that
 * each was converted from. They stand in the folder {@code models} of {@code
 * -Dcoremill.fixtures=FOLDER}; without it these checks are skipped, and say so. The figures are
 * written to {@code target/models.txt}.
 */
class ModelsTest {
  private static final Path FIGURES = Path.of("target/models.txt");
  private static final String ABSENT = "no folder of packages";

  /** What is asked of float32, as a part of the output's largest magnitude. */
  private static final double RELATIVE = 1e-3;

  private static final TorchRuntime PACKED = new TorchRuntime();
  private static final TorchRuntime PLAIN = new TorchRuntime(false);

  /** How exactly the figures of another float32 evaluation are met, in the same measure. */
  private static final double AGREEMENT = 1e-5;

  /** Largest differences of an output, and its largest magnitude. */
  private record Distance(double difference, double magnitude) {
    Distance with(double expected, double actual) {
      double now = Math.abs(expected - actual);
      return new Distance(
          Double.isNaN(now) ? Double.NaN : Math.max(difference, now),
          Math.max(magnitude, Math.abs(expected)));
    }

    double relative() {
      return difference / magnitude;
    }
  }

  static List<String> names() throws IOException {
    return FixtureModels.areThere() ? FixtureModels.open().names() : List.of(ABSENT);
  }

  /**
   * The rounding of weights to float16 alone puts some packages further than 1e-3 from what they
   * were converted from. There another float32 evaluation of the same package must be met instead.
   */
  @ParameterizedTest
  @MethodSource("names")
  void inFloat32OutputsAreThoseOfTheOriginal(String name) throws IOException {
    check(name, NumericMode.FLOAT32, PACKED, UnaryOperator.identity());
    check(name, NumericMode.FLOAT32, PLAIN, UnaryOperator.identity());
  }

  /**
   * Inputs enter as they are stored, as they did where the figures come from; a program that
   * declares a float16 input would round them first. Sums in another order may end a step of the
   * output away.
   */
  @ParameterizedTest
  @MethodSource("names")
  void inFloat16OutputsAreAsNearAsAnotherEvaluation(String name) throws IOException {
    check(name, NumericMode.FLOAT16, PLAIN, ModelsTest::withoutRoundedInputs);
  }

  /**
   * Packed constants are added up in an order of their own, so that other results are rounded up or
   * down: the noise of float16 is another one, of the same size. That each operation computes the
   * same is tested beside it.
   */
  @ParameterizedTest
  @MethodSource("names")
  void inFloat16PackedConstantsMakeNoMoreNoise(String name) throws IOException {
    check(name, NumericMode.FLOAT16, PACKED, UnaryOperator.identity());
  }

  private static void check(
      String name, NumericMode mode, TorchRuntime runtime, UnaryOperator<Model> change)
      throws IOException {
    assumeTrue(
        FixtureModels.areThere(), "SKIPPED: no packages given with -Dcoremill.fixtures=FOLDER");
    FixtureModels fixtures = FixtureModels.open();
    String numeric = mode.name().toLowerCase(Locale.ROOT);
    try (ModelPackage opened = ModelPackage.open(fixtures.packageOf(name))) {
      for (String function : fixtures.functions(name)) {
        Map<String, Distance> distances =
            distances(
                change.apply(opened.model()),
                function.isEmpty() ? Optional.empty() : Optional.of(function),
                mode,
                runtime,
                fixtures.samplesOf(name));
        assertThat(distances).isNotEmpty();
        for (Map.Entry<String, Distance> each : distances.entrySet()) {
          Distance distance = each.getValue();
          double known = fixtures.known(name, numeric, function, each.getKey());
          note(name + (runtime == PLAIN ? ", plain" : ""), numeric, each.getKey(), distance, known);
          assertThat(distance.difference())
              .as("%s of %s, %s", each.getKey(), name, numeric)
              .isLessThanOrEqualTo(bound(mode, runtime, distance.magnitude(), known));
        }
      }
    }
  }

  private static double bound(
      NumericMode mode, TorchRuntime runtime, double magnitude, double known) {
    double wanted = RELATIVE * magnitude;
    if (Double.isNaN(known)) {
      return wanted;
    }
    return switch (mode) {
      case FLOAT32 -> Math.max(wanted, known + AGREEMENT * magnitude);
      case FLOAT16 -> (runtime == PLAIN ? known : 2 * known) + stepOfFloat16(magnitude);
    };
  }

  /** The distance of two neighbours in float16 just below a magnitude. */
  private static double stepOfFloat16(double magnitude) {
    return Math.scalb(1.0, Math.getExponent(magnitude) - 10);
  }

  private static Map<String, Distance> distances(
      Model model,
      Optional<String> function,
      NumericMode mode,
      TorchRuntime runtime,
      Path samples) {
    Map<String, Distance> distances = new LinkedHashMap<>();
    DataArgument file = DataArgument.parse(samples.toString(), Path.of(""));
    try (DataSet data = DataSet.open(List.of(file), List.of());
        RunnableModel running =
            RunnableModel.open(
                model.name(), model, function, runtime, new RuntimeOptions(mode, 2), false)) {
      BoundSamples bound = BoundSamples.bind(data, running.face().inputs(), PictureFitting.NONE);
      new SampleRun(List.of(running), bound, 0, 0)
          .run(
              (index, sample) ->
                  running.predict(samples.toString(), index, sample.inputs(), ValueObserver.NONE),
              (_, sample, outputs) -> compare(outputs, sample.others(), distances),
              (_, _) -> {});
    }
    return distances;
  }

  private static void compare(
      Map<String, Value> outputs, Map<String, Value> stored, Map<String, Distance> distances) {
    for (Map.Entry<String, Value> output : outputs.entrySet()) {
      String name = output.getKey();
      if (output.getValue() instanceof Value.OfStrings label) {
        Value index =
            Objects.requireNonNull(stored.get(BoundSamples.OUTPUT_PREFIX + name + "_index"));
        assertThat(label.strings()).containsExactly(Numbers.shown(numbers(index)[0]));
        continue;
      }
      double[] theirs =
          numbers(Objects.requireNonNull(stored.get(BoundSamples.OUTPUT_PREFIX + name), name));
      double[] ours = numbers(output.getValue());
      assertThat(ours).as(name).hasSameSizeAs(theirs);
      Distance distance = distances.getOrDefault(name, new Distance(0, 0));
      for (int i = 0; i < theirs.length; i++) {
        distance = distance.with(theirs[i], ours[i]);
      }
      distances.put(name, distance);
    }
  }

  /** The elements of a tensor, or the probabilities of a classifier in the order of its labels. */
  private static double[] numbers(Value value) {
    return switch (value) {
      case Value.OfTensor tensor -> Numbers.all(tensor.tensor());
      case Value.OfDictionary dictionary ->
          dictionary.entries().stream().mapToDouble(entry -> numbers(entry.value())[0]).toArray();
      case Value.OfStrings _, Value.OfList _, Value.OfTuple _, Value.Opaque _ ->
          throw new AssertionError("no numbers: " + value.type());
    };
  }

  /** The same model, whose programs take float32 where they declare float16. */
  private static Model withoutRoundedInputs(Model model) {
    return new Model(
        model.path(),
        model.name(),
        model.specificationVersion(),
        model.kind(),
        model.parts().stream().map(ModelsTest::withoutRoundedInputs).toList(),
        model.program().map(ModelsTest::withoutRoundedInputs),
        model.inputs(),
        model.outputs(),
        model.states(),
        model.functions(),
        model.defaultFunction(),
        model.predictedFeature(),
        model.predictedProbabilities(),
        model.shortDescription(),
        model.userDefined());
  }

  private static Program withoutRoundedInputs(Program program) {
    Map<String, Function> functions = new LinkedHashMap<>();
    for (Map.Entry<String, Function> each : program.functions().entrySet()) {
      Function function = each.getValue();
      List<NamedType> inputs = new ArrayList<>();
      for (NamedType input : function.inputs()) {
        boolean half =
            input.type() instanceof ValueType.OfTensor type && type.dataType() == DataType.FLOAT16;
        inputs.add(half ? new NamedType(input.name(), wide(input.type())) : input);
      }
      functions.put(
          each.getKey(),
          new Function(
              inputs,
              function.opset(),
              function.specializations(),
              function.attributes(),
              function.unknownFields()));
    }
    return new Program(
        program.version(),
        functions,
        program.docString(),
        program.attributes(),
        program.unknownFields());
  }

  private static ValueType wide(ValueType type) {
    return type instanceof ValueType.OfTensor tensor
        ? new ValueType.OfTensor(
            DataType.FLOAT32, tensor.dimensions(), tensor.variableRank(), tensor.attributes())
        : type;
  }

  private static void note(
      String name, String numeric, String output, Distance distance, double known)
      throws IOException {
    String line =
        String.format(
            Locale.ROOT,
            "%-35s %-8s %-18s largest difference %.6g, relative to the largest magnitude %.3g,"
                + " known %.6g%n",
            name,
            numeric,
            output,
            distance.difference(),
            distance.relative(),
            known);
    Files.writeString(FIGURES, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
