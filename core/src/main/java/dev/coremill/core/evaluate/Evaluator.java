package dev.coremill.core.evaluate;

import dev.coremill.api.program.Value;
import dev.coremill.api.runtime.Metric;
import dev.coremill.api.runtime.ValueObserver;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.report.Evaluation;
import dev.coremill.core.report.Threshold;
import dev.coremill.core.sample.BoundSamples;
import dev.coremill.core.sample.Numbers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Measures a model on samples: against their labels, against a reference model on the same samples,
 * or against outputs that come with them. Samples are measured in their order.
 */
public final class Evaluator {
  private static final List<String> FOR_LABELS = List.of("top1", "top5", "perplexity");
  private static final List<String> FOR_OUTPUTS = List.of("snr", "psnr", "cosine", "max_abs_error");

  private final RunnableModel model;
  private final Optional<RunnableModel> reference;
  private final BoundSamples samples;
  private final EvaluationRequest request;
  private final Truths truths;
  private final List<Chosen> metrics;

  private record Chosen(Metric metric, Metric.Truth truth) {}

  private record Predicted(Map<String, Value> outputs, Map<String, Value> expected) {}

  private record Key(Chosen chosen, String output) {}

  private Evaluator(
      RunnableModel model,
      Optional<RunnableModel> reference,
      BoundSamples samples,
      EvaluationRequest request,
      Truths truths,
      List<Chosen> metrics) {
    this.model = model;
    this.reference = reference;
    this.samples = samples;
    this.request = request;
    this.truths = truths;
    this.metrics = metrics;
  }

  /**
   * Checks what is asked for without running anything.
   *
   * @throws ProblemException if a metric is not known, or has nothing to be measured against
   */
  public static void check(
      ModelInterface face,
      boolean reference,
      BoundSamples samples,
      EvaluationRequest request,
      Metrics known) {
    samples.requireAtLeast(request.samples());
    samples.requirePicturesForArrays();
    List<Chosen> _ =
        chosen(new Truths(samples, face, request.labels()), reference, request, known, samples);
  }

  /**
   * Evaluates a model.
   *
   * @param name the stage of a pipeline that asks for it; empty otherwise
   * @param reference what to compare with; it is given the samples as its own inputs say
   * @param samples bound to the model
   * @throws ProblemException if the request does not go with the samples, or if the model cannot be
   *     run on one of them
   */
  public static Evaluation evaluate(
      String name,
      RunnableModel model,
      Optional<RunnableModel> reference,
      BoundSamples samples,
      EvaluationRequest request,
      Metrics known,
      SampleProgress progress) {
    samples.requireAtLeast(request.samples());
    BoundSamples bound =
        reference
            .map(other -> {
              other.face().requireInputsOf(other.place(), model.face(), model.place());
              return samples.withSecond(other.place(), other.face().inputs());
            })
            .orElse(samples);
    bound.requirePicturesForArrays();
    Truths truths = new Truths(bound, model.face(), request.labels());
    List<Chosen> chosen = chosen(truths, reference.isPresent(), request, known, bound);
    return new Evaluator(model, reference, bound, request, truths, chosen).run(name, progress);
  }

  private static List<Chosen> chosen(
      Truths truths,
      boolean reference,
      EvaluationRequest request,
      Metrics known,
      BoundSamples samples) {
    Threshold.requireConsistent(request.thresholds());
    boolean outputs = reference || truths.hasOutputs();
    Set<String> names = new LinkedHashSet<>(request.metrics());
    if (names.isEmpty()) {
      names.addAll(truths.hasLabels() ? FOR_LABELS : List.of());
      names.addAll(outputs ? FOR_OUTPUTS : List.of());
    }
    request.thresholds().forEach(threshold -> names.add(threshold.metric()));
    List<Chosen> chosen = new ArrayList<>();
    for (String name : names) {
      Metric metric = known.metric(name);
      if (truths.hasLabels() && metric.against().contains(Metric.Truth.LABELS)) {
        chosen.add(new Chosen(metric, Metric.Truth.LABELS));
      } else if (outputs && metric.against().contains(Metric.Truth.OUTPUTS)) {
        chosen.add(new Chosen(metric, Metric.Truth.OUTPUTS));
      } else {
        throw new ProblemException(
            Problem.input(
                samples.place(),
                "there is nothing to measure " + name + " against",
                metric.against().contains(Metric.Truth.LABELS)
                    ? "name the labels with --labels" + others(samples)
                    : "give a reference package, or outputs as arrays named out.NAME"));
      }
    }
    if (chosen.isEmpty()) {
      throw new ProblemException(
          Problem.input(
              samples.place(),
              "there is nothing to measure the model against",
              "name the labels with --labels" + others(samples) + ", or give a --reference"));
    }
    return chosen;
  }

  private static String others(BoundSamples samples) {
    return samples.others().isEmpty()
        ? ""
        : " (the data have: " + String.join(", ", samples.others()) + ")";
  }

  private Evaluation run(String name, SampleProgress progress) {
    long start = System.nanoTime();
    Map<Key, Metric.Measurement> measurements = new LinkedHashMap<>();
    ClassifierOutputs classifier = new ClassifierOutputs(model.face());
    List<RunnableModel> models = new ArrayList<>(List.of(model));
    reference.ifPresent(models::add);
    SampleRun run = new SampleRun(models, samples, request.samples(), request.sequence());
    run.run(
        this::predicted,
        (index, sample, predicted) -> measure(index, sample, predicted, classifier, measurements),
        progress);
    return new Evaluation(
        name,
        model.place(),
        model.face().function(),
        samples.place(),
        run.count(),
        model.runtime().name(),
        model.options().mode().name().toLowerCase(Locale.ROOT),
        reference.map(RunnableModel::place),
        (System.nanoTime() - start) / 1e9,
        results(measurements),
        notes());
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>(truths.notes());
    List<String> lone = new ArrayList<>(model.face().outputs());
    reference.ifPresent(other -> lone.removeAll(other.face().outputs()));
    if (reference.isPresent() && !lone.isEmpty()) {
      notes.add("the reference has no output of this name: " + String.join(", ", lone));
    }
    return notes;
  }

  private Predicted predicted(long index, BoundSamples.Sample sample) {
    Map<String, Value> outputs =
        model.predict(samples.place(), index, sample.inputs(), ValueObserver.NONE);
    if (reference.isEmpty()) {
      return new Predicted(outputs, truths.outputs(sample));
    }
    RunnableModel other = reference.get();
    Map<String, Value> expected =
        other.predict(samples.place(), index, sample.secondInputs(), ValueObserver.NONE);
    return new Predicted(
        outputs,
        new ClassifierOutputs(other.face())
            .numeric(expected, ClassifierOutputs.labels(model.face(), outputs)));
  }

  private void measure(
      long index,
      BoundSamples.Sample sample,
      Predicted predicted,
      ClassifierOutputs classifier,
      Map<Key, Metric.Measurement> measurements) {
    Map<String, Value> outputs = classifier.numeric(predicted.outputs());
    try {
      Map<String, Value> labels =
          truths.hasLabels() ? truths.labels(sample, outputs, classifier) : Map.of();
      for (Chosen chosen : metrics) {
        Map<String, Value> expected =
            switch (chosen.truth()) {
              case LABELS -> labels;
              case OUTPUTS -> predicted.expected();
            };
        add(chosen, outputs, expected, measurements);
      }
    } catch (IllegalArgumentException unfit) {
      throw new ProblemException(
          Problem.input(
              samples.place() + ", sample " + index, String.valueOf(unfit.getMessage()), ""),
          unfit);
    }
  }

  private static void add(
      Chosen chosen,
      Map<String, Value> outputs,
      Map<String, Value> expected,
      Map<Key, Metric.Measurement> measurements) {
    if (!chosen.metric().perOutput()) {
      measurement(chosen, "", measurements).add(outputs, expected);
      return;
    }
    boolean any = false;
    for (Map.Entry<String, Value> output : outputs.entrySet()) {
      Value truth = expected.get(output.getKey());
      if (truth != null) {
        any = true;
        try {
          Value expecting =
              chosen.truth() == Metric.Truth.OUTPUTS ? scores(truth, output.getValue()) : truth;
          measurement(chosen, output.getKey(), measurements)
              .add(Map.of(output.getKey(), output.getValue()), Map.of(output.getKey(), expecting));
        } catch (IllegalArgumentException unfit) {
          throw new IllegalArgumentException(
              chosen.metric().name() + " of '" + output.getKey() + "': " + unfit.getMessage(),
              unfit);
        }
      }
    }
    if (!any) {
      throw new IllegalArgumentException(
          "nothing is expected of the outputs "
              + String.join(", ", outputs.keySet())
              + "; the reference has: "
              + String.join(", ", expected.keySet()));
    }
  }

  /** An output of integers, which a metric would take for labels, as floats. */
  private static Value scores(Value expected, Value output) {
    boolean integers =
        expected instanceof Value.OfTensor truth
            && output instanceof Value.OfTensor found
            && !truth.tensor().type().isFloat()
            && truth.tensor().elementCount() == found.tensor().elementCount();
    if (!integers) {
      return expected;
    }
    Tensor tensor = Rows.tensor(expected);
    return Value.OfTensor.of(Numbers.tensor(DataType.FLOAT64, tensor.shape(), Numbers.all(tensor)));
  }

  private static Metric.Measurement measurement(
      Chosen chosen, String output, Map<Key, Metric.Measurement> measurements) {
    return measurements.computeIfAbsent(
        new Key(chosen, output), key -> key.chosen().metric().start());
  }

  private List<Evaluation.Result> results(Map<Key, Metric.Measurement> measurements) {
    List<Evaluation.Result> results = new ArrayList<>();
    for (Map.Entry<Key, Metric.Measurement> each : measurements.entrySet()) {
      Metric metric = each.getKey().chosen().metric();
      List<Threshold> thresholds = new ArrayList<>();
      for (Threshold threshold : request.thresholds()) {
        if (threshold.metric().equals(metric.name())) {
          thresholds.add(threshold);
        }
      }
      results.add(
          new Evaluation.Result(
              metric.name(),
              metric.description(),
              each.getKey().output(),
              each.getKey().chosen().truth(),
              metric.largerIsBetter(),
              each.getValue().value(),
              thresholds));
    }
    return results;
  }
}
