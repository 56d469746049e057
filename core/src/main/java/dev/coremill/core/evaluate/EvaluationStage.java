package dev.coremill.core.evaluate;

import dev.coremill.api.runtime.Metric;
import dev.coremill.api.runtime.ProgramRuntime;
import dev.coremill.api.runtime.RuntimeOptions;
import dev.coremill.api.runtime.SampleSource;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.report.Evaluation;
import dev.coremill.core.report.Threshold;
import dev.coremill.core.sample.BoundSamples;
import dev.coremill.core.sample.DataArgument;
import dev.coremill.core.sample.DataSet;
import dev.coremill.core.sample.PictureFitting;
import dev.coremill.core.yaml.Node;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A stage of a pipeline that measures the result, and fails the run where a threshold is not kept.
 *
 * @param name the stage's name
 * @param configuration what to measure
 * @param folder what relative paths are relative to, before the current directory
 * @param tools what plugins add
 */
public record EvaluationStage(
    String name, EvaluateConfiguration configuration, Path folder, Tools tools) {
  /**
   * What plugins add.
   *
   * @param runtimes what runs models
   * @param sources formats of samples
   * @param metrics more metrics
   */
  public record Tools(
      List<ProgramRuntime> runtimes, List<SampleSource> sources, List<Metric> metrics) {
    /** Copies the lists. */
    public Tools {
      runtimes = List.copyOf(runtimes);
      sources = List.copyOf(sources);
      metrics = List.copyOf(metrics);
    }
  }

  /**
   * Checks before any work that the samples are there and fit the model, and that there is a
   * runtime. Nothing is run.
   *
   * @throws ProblemException if something is missing
   */
  public void check(ModelPackage source) {
    ProgramRuntime _ = runtime();
    Metrics metrics = new Metrics(tools.metrics());
    ModelInterface face =
        ModelInterface.of(source.path().toString(), source.model(), configuration.function());
    Optional<Path> reference = referencePath();
    Optional<ModelInterface> other =
        reference.map(path -> referenceFace(path, face, source.path().toString()));
    try (DataSet data = data()) {
      BoundSamples bound = BoundSamples.bind(data, face.inputs(), pictures());
      BoundSamples samples =
          other.isPresent()
              ? bound.withSecond(reference.orElseThrow().toString(), other.get().inputs())
              : bound;
      Evaluator.check(face, configuration.reference().isPresent(), samples, request(), metrics);
    }
  }

  private ModelInterface referenceFace(Path path, ModelInterface face, String place) {
    try (ModelPackage other = ModelPackage.open(path)) {
      ModelInterface found =
          ModelInterface.of(path.toString(), other.model(), configuration.function());
      found.requireInputsOf(path.toString(), face, place);
      return found;
    }
  }

  /**
   * Measures a package.
   *
   * @param source the package before its compression
   * @param written the package to measure, wherever it is now
   * @param output where it will be, for messages and the report
   * @throws ProblemException if it cannot run, or does not keep a threshold
   */
  public Evaluation run(ModelPackage source, Path written, Path output, int threads) {
    RuntimeOptions options =
        RunnableModel.usual(
            source, configuration.function(), new RuntimeOptions(configuration.numeric(), threads));
    Evaluation evaluation;
    try (ModelPackage result = ModelPackage.open(written);
        DataSet data = data();
        RunnableModel model =
            RunnableModel.open(
                output.toString(),
                result.model(),
                configuration.function(),
                runtime(),
                options,
                false)) {
      BoundSamples samples = BoundSamples.bind(data, model.face().inputs(), pictures());
      evaluation = withReference(source, model, samples, options);
    }
    evaluation
        .failure()
        .ifPresent(failure -> {
          throw new ProblemException(
              Problem.failed(
                  "stage " + name,
                  failure,
                  "the output is as it was; compress less, or change the threshold"));
        });
    return evaluation;
  }

  private Evaluation withReference(
      ModelPackage source, RunnableModel model, BoundSamples samples, RuntimeOptions options) {
    if (configuration.reference().isEmpty()) {
      return evaluate(model, Optional.empty(), samples);
    }
    Optional<Path> path = referencePath();
    if (path.isEmpty()) {
      try (RunnableModel original =
          RunnableModel.open(source, configuration.function(), runtime(), options, false)) {
        return evaluate(model, Optional.of(original), samples);
      }
    }
    try (ModelPackage other = ModelPackage.open(path.get());
        RunnableModel right =
            RunnableModel.open(other, configuration.function(), runtime(), options, false)) {
      return evaluate(model, Optional.of(right), samples);
    }
  }

  private Evaluation evaluate(
      RunnableModel model, Optional<RunnableModel> reference, BoundSamples samples) {
    return Evaluator.evaluate(
        name,
        model,
        reference,
        samples,
        request(),
        new Metrics(tools.metrics()),
        SampleProgress.SILENT);
  }

  private ProgramRuntime runtime() {
    return Runtimes.choose(tools.runtimes(), configuration.runtime());
  }

  /** The package that is named as reference; empty where there is none, or the original is it. */
  private Optional<Path> referencePath() {
    return configuration
        .reference()
        .filter(text -> !text.equals(EvaluateConfiguration.ORIGINAL))
        .map(text -> {
          Path beside = folder.resolve(text);
          return Files.exists(beside) ? beside : Path.of(text);
        });
  }

  private DataSet data() {
    List<DataArgument> arguments = new ArrayList<>();
    for (String text : configuration.data()) {
      DataArgument beside = DataArgument.parse(text, folder);
      arguments.add(Files.exists(beside.path()) ? beside : DataArgument.parse(text, Path.of("")));
    }
    if (arguments.isEmpty()) {
      throw new ProblemException(
          Problem.input("stage " + name, "data names no samples", "name a file"));
    }
    return DataSet.open(arguments, tools.sources());
  }

  private PictureFitting pictures() {
    requireChannels("image_scale", configuration.imageScale());
    requireChannels("image_bias", configuration.imageBias());
    return new PictureFitting(configuration.imageScale(), configuration.imageBias());
  }

  private void requireChannels(String key, List<Double> values) {
    if (values.size() == 2 || values.size() > 3) {
      throw new ProblemException(
          Problem.input(
              "stage " + name,
              key + " has " + values.size() + " numbers",
              "give one, or three: [R, G, B]"));
    }
  }

  private EvaluationRequest request() {
    List<Threshold> thresholds = new ArrayList<>();
    thresholds(configuration.min(), true, thresholds);
    thresholds(configuration.max(), false, thresholds);
    return new EvaluationRequest(
        configuration.metric(),
        configuration.labels(),
        thresholds,
        configuration.samples().orElse(0L),
        configuration.sequence().orElse(0L));
  }

  private void thresholds(Node node, boolean lowest, List<Threshold> into) {
    switch (node) {
      case Node.Mapping mapping -> {
        for (Node.Entry entry : mapping.entries()) {
          into.add(threshold(entry.key(), entry.value(), lowest));
        }
      }
      case Node.Sequence sequence ->
          sequence.items().forEach(item -> thresholds(item, lowest, into));
      case Node.Scalar scalar -> {
        int equals = scalar.text().indexOf('=');
        if (equals > 0) {
          into.add(Threshold.parse(scalar.text(), lowest));
        } else if (configuration.metric().size() == 1) {
          into.add(threshold(configuration.metric().getFirst(), scalar, lowest));
        } else {
          throw wrong(scalar, lowest);
        }
      }
    }
  }

  private static Threshold threshold(String metric, Node value, boolean lowest) {
    if (value instanceof Node.Scalar scalar) {
      try {
        double bound = Double.parseDouble(scalar.text());
        if (!Double.isNaN(bound)) {
          return new Threshold(metric, lowest, bound);
        }
      } catch (NumberFormatException _) {
        // told below, with what is no number otherwise
      }
    }
    throw wrong(value, lowest);
  }

  private static ProblemException wrong(Node node, boolean lowest) {
    return new ProblemException(
        Problem.input(
            node.position().toString(),
            (lowest ? "min" : "max") + ": expected a number for each metric",
            "write such as {top1: 0.98}"));
  }
}
