package dev.coremill.core.plugin;

import dev.coremill.api.program.Value;
import dev.coremill.api.runtime.Metric;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A metric whose defects are told as its plugin's. */
final class GuardedMetric implements Metric {
  private final Metric metric;
  private final Guard guard;
  private final String name;
  private final String description;
  private final boolean largerIsBetter;
  private final boolean perOutput;
  private final Set<Truth> against;

  /** Asks a metric for everything that it says of itself. */
  GuardedMetric(Metric metric) {
    this.metric = metric;
    this.name = ExtensionName.of(metric);
    this.guard = new Guard(metric, "metric " + name);
    this.description = guard.ask("description", metric::description);
    this.largerIsBetter = guard.ask("largerIsBetter", metric::largerIsBetter);
    this.perOutput = guard.ask("perOutput", metric::perOutput);
    this.against = guard.ask("against", () -> Set.copyOf(metric.against()));
    if (against.isEmpty()) {
      throw guard.defect("against", "says that it measures against nothing");
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public boolean largerIsBetter() {
    return largerIsBetter;
  }

  @Override
  public boolean perOutput() {
    return perOutput;
  }

  @Override
  public Set<Truth> against() {
    return against;
  }

  @Override
  public Measurement start() {
    Measurement measurement = guard.ask("start", metric::start);
    return new Measurement() {
      private long samples;

      @Override
      public void add(Map<String, Value> predicted, Map<String, Value> expected) {
        guard
            .at("metric " + name + ", its sample " + samples)
            .telling(List.of(IllegalArgumentException.class))
            .tell("add", () -> measurement.add(predicted, expected));
        samples++;
      }

      @Override
      public double value() {
        return guard.ask("value", measurement::value);
      }
    };
  }

  @Override
  public String toString() {
    return guard.toString();
  }
}
