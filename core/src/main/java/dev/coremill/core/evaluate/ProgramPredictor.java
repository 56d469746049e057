package dev.coremill.core.evaluate;

import dev.coremill.api.program.Function;
import dev.coremill.api.program.Program;
import dev.coremill.api.program.Value;
import dev.coremill.api.runtime.CompressedConstants;
import dev.coremill.api.runtime.PreparedFunction;
import dev.coremill.api.runtime.ProgramRuntime;
import dev.coremill.api.runtime.RuntimeOptions;
import dev.coremill.api.runtime.States;
import dev.coremill.api.runtime.ValueObserver;
import dev.coremill.core.constant.ConstantGraph;
import dev.coremill.core.sample.InputFitting;
import dev.coremill.core.sample.InputSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A function of a program. */
final class ProgramPredictor implements Predictor {
  private final PreparedFunction function;
  private final List<InputSpec> inputs;
  private States states;

  private ProgramPredictor(PreparedFunction function, States states, List<InputSpec> inputs) {
    this.function = function;
    this.inputs = inputs;
    this.states = states;
  }

  /** Prepares a function; what the runtime throws passes through. */
  static ProgramPredictor prepare(
      Program program, ModelInterface face, ProgramRuntime runtime, RuntimeOptions options) {
    CompressedConstants constants =
        Optional.ofNullable(program.functions().get(face.function()))
            .flatMap(Function::body)
            .map(body -> ConstantGraph.of(face.function(), body).compressed())
            .orElse(CompressedConstants.NONE);
    PreparedFunction function = runtime.prepare(program, face.function(), constants, options);
    try {
      return new ProgramPredictor(function, function.newStates(), face.inputs());
    } catch (RuntimeException | Error failure) {
      try (function) {
        throw failure;
      }
    }
  }

  @Override
  public void restart() {
    States old = states;
    states = function.newStates();
    old.close();
  }

  @Override
  public Map<String, Value> predict(Map<String, Value> features, ValueObserver observer) {
    Map<String, Value> values = new LinkedHashMap<>();
    for (InputSpec input : inputs) {
      Value value = features.get(input.name());
      if (value == null) {
        throw new IllegalArgumentException("nothing gives the input '" + input.name() + "'");
      }
      try {
        values.put(input.name(), InputFitting.fit(value, input, false));
      } catch (IllegalArgumentException unfit) {
        throw new IllegalArgumentException("'" + input.name() + "' " + unfit.getMessage(), unfit);
      }
    }
    return function.predict(values, states, observer);
  }

  @Override
  public void close() {
    try (PreparedFunction _ = function) {
      states.close();
    }
  }
}
