package dev.coremill.core.placement;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The values of a function's plain constants by name, for parameters such as strides. */
public final class ProgramConstants {
  private final Map<String, Value> values = new HashMap<>();

  private ProgramConstants() {}

  /** No constants: only literals are known then. */
  public static ProgramConstants none() {
    return new ProgramConstants();
  }

  /** The constants of the active body of a function, those of inner blocks included. */
  public static ProgramConstants of(Function function) {
    ProgramConstants constants = new ProgramConstants();
    function.body().ifPresent(constants::block);
    return constants;
  }

  private void block(Block block) {
    for (Operation operation : block.operations()) {
      Value value = operation.attributes().get("val");
      if (value != null && operation.type().equals("const") && operation.outputs().size() == 1) {
        values.put(operation.outputs().getFirst().name(), value);
      }
      for (Block inner : operation.blocks()) {
        block(inner);
      }
    }
  }

  /** The value of an argument, if it is a literal or a plain constant. */
  Optional<Value> argument(Operation operation, String argument) {
    Optional<Binding> binding = operation.input(argument);
    if (binding.isEmpty()) {
      return Optional.empty();
    }
    return switch (binding.get()) {
      case Binding.Literal(Value value) -> Optional.of(value);
      case Binding.Reference(String name) -> named(name);
    };
  }

  /** The value of a plain constant. */
  Optional<Value> named(String name) {
    return Optional.ofNullable(values.get(name));
  }
}
