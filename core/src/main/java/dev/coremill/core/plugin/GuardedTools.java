package dev.coremill.core.plugin;

import dev.coremill.api.runtime.Metric;
import dev.coremill.api.runtime.ProgramRuntime;
import dev.coremill.api.runtime.SampleSource;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What plugins add for running models, guarded, each made once when it is first asked for. */
final class GuardedTools {
  private final LateExtensions late;
  private Optional<List<ProgramRuntime>> runtimes = Optional.empty();
  private Optional<List<SampleSource>> sources = Optional.empty();
  private Optional<List<Metric>> metrics = Optional.empty();

  GuardedTools(LateExtensions late) {
    this.late = late;
  }

  /**
   * The runtimes.
   *
   * @throws ProblemException if one cannot say its name, or two have the same
   */
  synchronized List<ProgramRuntime> runtimes() {
    if (runtimes.isEmpty()) {
      List<ProgramRuntime> made = guarded(ProgramRuntime.class, GuardedRuntime::new);
      requireUnique(made);
      runtimes = Optional.of(made);
    }
    return runtimes.get();
  }

  /** The sources of samples. */
  synchronized List<SampleSource> sampleSources() {
    if (sources.isEmpty()) {
      sources = Optional.of(guarded(SampleSource.class, GuardedSampleSource::new));
    }
    return sources.get();
  }

  /** The metrics; whoever adds the built-in ones looks for names that are there twice. */
  synchronized List<Metric> metrics() {
    if (metrics.isEmpty()) {
      metrics = Optional.of(guarded(Metric.class, GuardedMetric::new));
    }
    return metrics.get();
  }

  private <T> List<T> guarded(Class<T> point, Function<T, T> guard) {
    List<T> guarded = new ArrayList<>();
    for (T each : late.of(point)) {
      guarded.add(guard.apply(each));
    }
    return List.copyOf(guarded);
  }

  private static void requireUnique(List<ProgramRuntime> runtimes) {
    Map<String, ProgramRuntime> named = new HashMap<>();
    for (ProgramRuntime runtime : runtimes) {
      ProgramRuntime other = named.put(runtime.name(), runtime);
      if (other != null) {
        throw new ProblemException(
            Problem.input(
                "plugins",
                "two plugins provide the runtime '"
                    + runtime.name()
                    + "': "
                    + other
                    + " and "
                    + runtime,
                "remove one of them"));
      }
    }
  }
}
