package dev.coremill.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the benchmarks and prints the rate of each, in gigabytes of float16 weights a second, beside
 * the rate of a plain copy. Arguments are those of JMH: names of benchmarks as regular expressions,
 * {@code -p side=1024}, {@code -f 3} and so on.
 */
public final class Kernels {
  private Kernels() {}

  /** Runs what the arguments name, or everything. */
  public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
    run(arguments, System.out);
  }

  static void run(String[] arguments, PrintStream out)
      throws RunnerException, CommandLineOptionException {
    CommandLineOptions line = new CommandLineOptions(arguments);
    OptionsBuilder options = new OptionsBuilder();
    options.parent(line);
    if (!line.getIncludes().isEmpty()) {
      options.include("\\.copy$");
    }
    if (!line.verbosity().hasValue()) {
      options.verbosity(VerboseMode.SILENT);
    }
    if (!line.getForkCount().hasValue()) {
      options.forks(2);
    }
    if (!line.getWarmupIterations().hasValue()) {
      options.warmupTime(TimeValue.seconds(1)).warmupIterations(3);
    }
    if (!line.getMeasurementIterations().hasValue()) {
      options.measurementTime(TimeValue.seconds(1)).measurementIterations(3);
    }
    print(new Runner(options.build()).run(), out);
  }

  private static void print(Collection<RunResult> results, PrintStream out) {
    List<RunResult> rows = new ArrayList<>(results);
    double copy = Double.NaN;
    for (RunResult result : rows) {
      if (name(result).equals("copy")) {
        copy = rate(result);
      }
    }
    out.println("GB/s   of copy");
    for (RunResult result : rows) {
      out.printf(
          Locale.ROOT,
          "%5.2f   %5.1f %%  %s%n",
          rate(result),
          100 * rate(result) / copy,
          name(result));
    }
  }

  private static String name(RunResult result) {
    String name = result.getParams().getBenchmark();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** Bytes of a float16 weight each nanosecond. */
  private static double rate(RunResult result) {
    double side = Double.parseDouble(result.getParams().getParam("side"));
    return 2 * side * side / result.getPrimaryResult().getScore();
  }
}
