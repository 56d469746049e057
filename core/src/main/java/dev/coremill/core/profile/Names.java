package dev.coremill.core.profile;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Value;
import dev.coremill.api.target.OperandProfile;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The names that are visible in a block, its own and those of the blocks around it. */
final class Names {
  /**
   * What a name stands for.
   *
   * @param operand its profile, bound to nothing
   * @param value its value, where a {@code const} defines it
   * @param maker the operation that defines it; null for inputs
   */
  record Definition(OperandProfile operand, @Nullable Value value, @Nullable Operation maker) {}

  private final @Nullable Names outer;
  private final Map<String, Definition> definitions = new HashMap<>();

  Names(@Nullable Names outer) {
    this.outer = outer;
  }

  void define(String name, Definition definition) {
    definitions.put(name, definition);
  }

  @Nullable Definition find(String name) {
    for (Names names = this; names != null; names = names.outer) {
      Definition definition = names.definitions.get(name);
      if (definition != null) {
        return definition;
      }
    }
    return null;
  }

  /** The value of an argument of one binding, where the program states it. */
  Optional<Value> value(Operation operation, String argument) {
    return switch (operation.input(argument).orElse(null)) {
      case null -> Optional.ofNullable(operation.attributes().get(argument));
      case Binding.Literal(Value value) -> Optional.of(value);
      case Binding.Reference(String name) -> {
        Definition definition = find(name);
        yield definition == null ? Optional.empty() : Optional.ofNullable(definition.value());
      }
    };
  }

  /** A boolean argument; false, which is the default of all that are asked for, where unknown. */
  boolean flag(Operation operation, String argument) {
    return integer(value(operation, argument)).orElse(0) != 0;
  }

  /** A string argument. */
  Optional<String> text(Operation operation, String argument) {
    return value(operation, argument).orElse(null) instanceof Value.OfStrings strings
            && strings.strings().size() == 1
        ? Optional.of(strings.strings().getFirst())
        : Optional.empty();
  }

  /** A single integer or boolean. */
  static OptionalLong integer(Optional<Value> value) {
    if (value.orElse(null) instanceof Value.OfTensor constant) {
      Tensor tensor = constant.tensor();
      DataType type = tensor.type();
      if (tensor.elementCount() == 1
          && (type == DataType.BOOL || (type.isInteger() && type.bits() <= 32))) {
        return OptionalLong.of(Elements.integers(tensor)[0]);
      }
    }
    return OptionalLong.empty();
  }
}
