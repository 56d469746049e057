package dev.coremill.benchmarks;

import dev.coremill.api.program.Function;
import dev.coremill.api.program.Program;
import dev.coremill.api.program.Value;
import dev.coremill.api.runtime.NumericMode;
import dev.coremill.api.runtime.PreparedFunction;
import dev.coremill.api.runtime.RuntimeOptions;
import dev.coremill.api.runtime.States;
import dev.coremill.api.runtime.ValueObserver;
import dev.coremill.core.constant.ConstantGraph;
import dev.coremill.core.evaluate.ModelInterface;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.sample.BoundSamples;
import dev.coremill.core.sample.DataArgument;
import dev.coremill.core.sample.DataSet;
import dev.coremill.core.sample.PictureFitting;
import dev.coremill.plugins.torch.TorchRuntime;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Times predictions of a package beside its convolutions and matrix products alone, in turns in the
 * same process, so that both meet the same load.
 */
public final class Predictions {
  /** For how long times are thrown away, so that everything is compiled and loaded. */
  private static final Duration WARM_UP = Duration.ofSeconds(3);

  private Predictions() {}

  /**
   * Prints medians.
   *
   * @param arguments a package, its samples, and the number of rounds; default 40
   */
  public static void main(String[] arguments) throws IOException {
    int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 40;
    run(Path.of(arguments[0]), Path.of(arguments[1]), rounds, WARM_UP, System.out);
  }

  /** Measures each numeric mode with one thread and with as many as there are processors. */
  static void run(Path model, Path samples, int rounds, Duration warmUp, PrintStream out) {
    int processors = Runtime.getRuntime().availableProcessors();
    DataArgument file = DataArgument.parse(samples.toString(), Path.of(""));
    try (ModelPackage opened = ModelPackage.open(model);
        DataSet data = DataSet.open(List.of(file), List.of())) {
      ModelInterface face = ModelInterface.of(model.toString(), opened.model(), Optional.empty());
      BoundSamples bound = BoundSamples.bind(data, face.inputs(), PictureFitting.NONE);
      List<Map<String, Value>> inputs = new ArrayList<>();
      for (long index = 0; index < bound.count(); index++) {
        inputs.add(bound.sample(index).inputs());
      }
      Program program = opened.model().program().orElseThrow();
      for (NumericMode mode : NumericMode.values()) {
        for (int threads : new int[] {1, processors}) {
          RuntimeOptions options = new RuntimeOptions(mode, threads);
          measure(program, face.function(), inputs, options, rounds, warmUp, out);
        }
      }
    }
  }

  private static void measure(
      Program program,
      String name,
      List<Map<String, Value>> inputs,
      RuntimeOptions options,
      int rounds,
      Duration warmUp,
      PrintStream out) {
    Function function = Objects.requireNonNull(program.functions().get(name));
    ConstantGraph constants = ConstantGraph.of(name, function.body().orElseThrow());
    double[] predictions = new double[rounds];
    double[] alone = new double[rounds];
    try (PreparedFunction prepared =
            new TorchRuntime().prepare(program, name, constants.compressed(), options);
        Products products = new Products(function.body().orElseThrow(), inputs.getFirst());
        States states = prepared.newStates()) {
      Map<String, Value> _ = prepared.predict(inputs.getFirst(), states, products);
      long begin = System.nanoTime();
      for (int round = 0; round < rounds; ) {
        long start = System.nanoTime();
        for (Map<String, Value> sample : inputs) {
          Map<String, Value> _ = prepared.predict(sample, states, ValueObserver.NONE);
        }
        long between = System.nanoTime();
        for (Map<String, Value> _ : inputs) {
          products.compute(options.threads());
        }
        if (start - begin >= warmUp.toNanos()) {
          predictions[round] = (between - start) / 1e6 / inputs.size();
          alone[round] = (System.nanoTime() - between) / 1e6 / inputs.size();
          round++;
        }
      }
      double whole = median(predictions);
      double part = median(alone);
      out.printf(
          Locale.ROOT,
          "%s, %d thread(s): %.3f ms a prediction, its %d products alone %.3f ms: %.2f x"
              + " (load %.1f)%n",
          options.mode().name().toLowerCase(Locale.ROOT),
          options.threads(),
          whole,
          products.count(),
          part,
          whole / part,
          ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }
  }

  private static double median(double[] times) {
    double[] sorted = times.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
