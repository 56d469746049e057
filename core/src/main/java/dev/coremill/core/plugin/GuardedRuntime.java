package dev.coremill.core.plugin;

import dev.coremill.api.program.Program;
import dev.coremill.api.program.Value;
import dev.coremill.api.runtime.CompressedConstants;
import dev.coremill.api.runtime.PredictionException;
import dev.coremill.api.runtime.PreparedFunction;
import dev.coremill.api.runtime.ProgramRuntime;
import dev.coremill.api.runtime.RuntimeOptions;
import dev.coremill.api.runtime.RuntimeUnavailableException;
import dev.coremill.api.runtime.States;
import dev.coremill.api.runtime.UnsupportedProgramException;
import dev.coremill.api.runtime.ValueObserver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/** A runtime whose defects are told as its plugin's. It may keep threads until it is closed. */
final class GuardedRuntime implements ProgramRuntime {
  private static final List<Class<? extends Throwable>> TOLD =
      List.of(
          IllegalArgumentException.class,
          PredictionException.class,
          UnsupportedProgramException.class,
          RuntimeUnavailableException.class,
          CancellationException.class,
          LinkageError.class,
          OutOfMemoryError.class);

  private final ProgramRuntime runtime;
  private final Guard guard;
  private final String name;

  /** Asks a runtime for its name. */
  GuardedRuntime(ProgramRuntime runtime) {
    this.runtime = runtime;
    this.name = ExtensionName.of(runtime);
    this.guard = new Guard(runtime, "runtime " + name);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return guard.ask("description", runtime::description);
  }

  @Override
  public PreparedFunction prepare(
      Program program, String function, CompressedConstants constants, RuntimeOptions options) {
    return new Prepared(
        guard,
        guard
            .telling(TOLD)
            .ask("prepare", () -> runtime.prepare(program, function, constants, options)),
        ProgramOutputs.of(program, function));
  }

  @Override
  public String toString() {
    return guard.toString();
  }

  private record Prepared(Guard guard, PreparedFunction function, ProgramOutputs outputs)
      implements PreparedFunction {
    @Override
    public States newStates() {
      return new Kept(guard, guard.ask("newStates", function::newStates));
    }

    @Override
    public Map<String, Value> predict(
        Map<String, Value> inputs, States states, ValueObserver observer) {
      States own = states instanceof Kept kept ? kept.states() : states;
      Map<String, Value> predicted =
          guard.telling(TOLD).ask("predict", () -> function.predict(inputs, own, observer));
      outputs
          .obstacle(predicted)
          .ifPresent(words -> {
            throw guard.defect("predict", words);
          });
      return predicted;
    }

    @Override
    public void close() {
      guard.tell("close", function::close);
    }
  }

  private record Kept(Guard guard, States states) implements States {
    @Override
    public Map<String, Value> snapshot() {
      return guard.ask("snapshot", states::snapshot);
    }

    @Override
    public void close() {
      guard.tell("close", states::close);
    }
  }
}
