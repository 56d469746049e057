package dev.coremill.core.evaluate;

import dev.coremill.api.program.Value;
import dev.coremill.api.runtime.ProgramRuntime;
import dev.coremill.api.runtime.RuntimeOptions;
import dev.coremill.api.runtime.ValueObserver;
import dev.coremill.core.mlpackage.Model;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A whole model that is ready to run: a function of a program, or a pipeline. Any number of threads
 * may predict with one that has no states, one at a time with another.
 */
public final class RunnableModel implements AutoCloseable {
  private final String place;
  private final Model model;
  private final ModelInterface face;
  private final Predictor predictor;
  private final ProgramRuntime runtime;
  private final RuntimeOptions options;
  private final boolean alone;

  private RunnableModel(
      String place,
      Model model,
      ModelInterface face,
      Predictor predictor,
      ProgramRuntime runtime,
      RuntimeOptions options,
      boolean alone) {
    this.place = place;
    this.model = model;
    this.face = face;
    this.predictor = predictor;
    this.runtime = runtime;
    this.options = options;
    this.alone = alone;
  }

  /**
   * How a model is run where nobody says how many threads to use: one thread where it has states. A
   * step of a sequence is many small operations, which threads that share them only slow down.
   *
   * @param most as many threads as there are
   */
  public static RuntimeOptions usual(
      ModelPackage source, Optional<String> function, RuntimeOptions most) {
    boolean stateful =
        ModelInterface.of(source.path().toString(), source.model(), function).stateful();
    return stateful ? new RuntimeOptions(most.mode(), 1) : most;
  }

  /**
   * Makes a model ready.
   *
   * @param source the package; it stays open as long as the result is used
   * @param function the function to run; empty for the default one
   * @param alone whether only one sample runs at a time, with all threads
   * @throws ProblemException if it cannot run
   */
  public static RunnableModel open(
      ModelPackage source,
      Optional<String> function,
      ProgramRuntime runtime,
      RuntimeOptions options,
      boolean alone) {
    return open(source.path().toString(), source.model(), function, runtime, options, alone);
  }

  /**
   * The same for a model by itself.
   *
   * @param place where it is, for messages and reports
   * @throws ProblemException if it cannot run
   */
  public static RunnableModel open(
      String place,
      Model model,
      Optional<String> function,
      ProgramRuntime runtime,
      RuntimeOptions options,
      boolean alone) {
    ModelInterface face = ModelInterface.of(place, model, function).in(options.mode());
    // Samples that do not depend on each other are run side by side, each by one thread: on small
    // operations threads that share one are slower than a single one.
    boolean shared = alone || face.stateful();
    RuntimeOptions inside = shared ? options : new RuntimeOptions(options.mode(), 1);
    Predictor predictor = predictor(place, model, face, runtime, inside);
    return new RunnableModel(place, model, face, predictor, runtime, options, shared);
  }

  private static Predictor predictor(
      String place,
      Model model,
      ModelInterface face,
      ProgramRuntime runtime,
      RuntimeOptions options) {
    if (model.program().isPresent()) {
      return RuntimeFailures.of(runtime)
          .guard(
              () -> place,
              () -> ProgramPredictor.prepare(model.program().get(), face, runtime, options));
    }
    List<Predictor> parts = new ArrayList<>();
    boolean opened = false;
    try {
      for (Model part : model.parts()) {
        String inner = place + " model " + part.path();
        parts.add(
            predictor(
                inner,
                part,
                ModelInterface.of(inner, part, Optional.empty()).in(options.mode()),
                runtime,
                options));
      }
      opened = true;
      return new PipelinePredictor(parts, face.outputs());
    } finally {
      if (!opened) {
        parts.forEach(Predictor::close);
      }
    }
  }

  /** Its inputs and outputs. */
  public ModelInterface face() {
    return face;
  }

  /** The package, for messages and reports. */
  public String place() {
    return place;
  }

  /** The model itself. */
  Model model() {
    return model;
  }

  /** What runs it. */
  public ProgramRuntime runtime() {
    return runtime;
  }

  /** How it is run. */
  public RuntimeOptions options() {
    return options;
  }

  /** How many samples may run at the same time. */
  int parallelism() {
    return alone ? 1 : options.threads();
  }

  /** Begins a new sequence: states are as at first. */
  public void restart() {
    predictor.restart();
  }

  /**
   * Runs it on one sample; states are what the samples before it left.
   *
   * @param data where the sample is from, for messages
   * @param index the number of the sample, for messages
   * @return its outputs by name, in the order of the description
   * @throws ProblemException if an operation cannot be computed
   */
  public Map<String, Value> predict(
      String data, long index, Map<String, Value> inputs, ValueObserver observer) {
    Map<String, Value> all =
        RuntimeFailures.of(runtime)
            .guard(
                () -> place + ", sample " + index + " of " + data,
                () -> predictor.predict(inputs, observer));
    Map<String, Value> outputs = new LinkedHashMap<>();
    for (String name : face.outputs()) {
      Value value = all.get(name);
      if (value == null) {
        throw new ProblemException(
            Problem.input(
                place,
                "the description names the output '" + name + "', which its program lacks",
                "convert the model again"));
      }
      outputs.put(name, value);
    }
    return outputs.isEmpty() ? all : outputs;
  }

  @Override
  public void close() {
    predictor.close();
  }
}
