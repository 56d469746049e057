package dev.coremill.distribution;

import dev.coremill.api.runtime.NumericMode;
import dev.coremill.api.runtime.ProgramRuntime;
import dev.coremill.api.runtime.RuntimeOptions;
import dev.coremill.core.evaluate.EvaluationRequest;
import dev.coremill.core.evaluate.Evaluator;
import dev.coremill.core.evaluate.Metrics;
import dev.coremill.core.evaluate.RunnableModel;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.plugin.Plugins;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.report.Evaluation;
import dev.coremill.core.report.EvaluationJson;
import dev.coremill.core.report.EvaluationText;
import dev.coremill.core.report.Threshold;
import dev.coremill.core.sample.BoundSamples;
import dev.coremill.core.sample.DataSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Measures a model on samples. */
final class EvaluateCommand implements Command {
  @Override
  public void define(CommandSpec specification) {
    CommonOptions.path(specification, 0, "PKG", "The package to evaluate.");
    SampleOptions.define(specification);
    CommonOptions.texts(
        specification,
        "--metric",
        "NAME",
        "top1, top5, perplexity, mse, psnr, snr, cosine, kl, max_abs_error or a plugin's; what goes"
            + " with the data if not given.");
    CommonOptions.text(
        specification,
        "--labels",
        "NAME",
        "The values of the data that are labels: NAME, or OUTPUT=NAME; 'label' if not given.");
    specification.addOption(
        OptionSpec.builder("--reference")
            .paramLabel("PKG")
            .type(Path.class)
            .description("Another package whose outputs are taken as right.")
            .build());
    CommonOptions.texts(
        specification, "--min", "METRIC=X", "The smallest value allowed; exit code 1 below it.");
    CommonOptions.texts(
        specification, "--max", "METRIC=X", "The largest value allowed; exit code 1 above it.");
  }

  @Override
  public int run(ParseResult options, Terminal terminal) {
    Plugins plugins = Services.load(options).plugins();
    Metrics metrics = new Metrics(plugins.metrics());
    EvaluationRequest request = request(options);
    request.metrics().forEach(metrics::metric);
    request.thresholds().forEach(threshold -> metrics.metric(threshold.metric()));
    RuntimeOptions how = SampleOptions.runtimeOptions(options, NumericMode.FLOAT32);
    Path reference = options.matchedOptionValue("--reference", (Path) null);
    Evaluation evaluation;
    try (ModelPackage source = ModelPackage.open(CommonOptions.path(options, 0));
        Reference other = Reference.open(reference)) {
      ProgramRuntime runtime = SampleOptions.runtime(options, plugins);
      try (DataSet data = SampleOptions.data(options, plugins);
          RunnableModel model = SampleOptions.model(source, runtime, how, data, false, options)) {
        BoundSamples samples = SampleOptions.bound(data, model.face(), options);
        Optional<RunnableModel> right = other.model(runtime, how, data, options);
        try {
          evaluation =
              Evaluator.evaluate(
                  "",
                  model,
                  right,
                  samples,
                  request,
                  metrics,
                  SampleOptions.progress(options, terminal));
        } finally {
          right.ifPresent(RunnableModel::close);
        }
      }
    }
    if (CommonOptions.isSet(options, "--json")) {
      EvaluationJson.write(evaluation, terminal.document());
    } else {
      terminal.print(EvaluationText.of(evaluation));
    }
    evaluation
        .failure()
        .ifPresent(failure -> {
          throw new ProblemException(Problem.failed(evaluation.model(), failure, ""));
        });
    return 0;
  }

  private static EvaluationRequest request(ParseResult options) {
    List<Threshold> thresholds = new ArrayList<>();
    for (String text : options.matchedOptionValue("--min", new ArrayList<String>())) {
      thresholds.add(Threshold.parse(text, true));
    }
    for (String text : options.matchedOptionValue("--max", new ArrayList<String>())) {
      thresholds.add(Threshold.parse(text, false));
    }
    return new EvaluationRequest(
        options.matchedOptionValue("--metric", new ArrayList<String>()),
        CommonOptions.text(options, "--labels"),
        thresholds,
        SampleOptions.number(options, "--samples"),
        SampleOptions.number(options, "--sequence"));
  }

  /** The package that is taken as right, if there is one. */
  private record Reference(@Nullable ModelPackage source) implements AutoCloseable {
    static Reference open(@Nullable Path path) {
      return new Reference(path == null ? null : ModelPackage.open(path));
    }

    Optional<RunnableModel> model(
        ProgramRuntime runtime, RuntimeOptions how, DataSet data, ParseResult options) {
      return source == null
          ? Optional.empty()
          : Optional.of(SampleOptions.model(source, runtime, how, data, false, options));
    }

    @Override
    public void close() {
      if (source != null) {
        source.close();
      }
    }
  }
}
