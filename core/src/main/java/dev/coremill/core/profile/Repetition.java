package dev.coremill.core.profile;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How often the inner blocks of control flow run. A loop that counts a variable by a constant up to
 * a constant is counted through; any other is taken to run once, since only running the program
 * tells. Each of the two branches of a {@code cond} is taken to run every second time.
 */
final class Repetition {
  private Repetition() {}

  /** How often each inner block of an operation runs, in the order of the blocks. */
  static List<Double> of(Operation operation, Names names) {
    List<Double> repeats = new ArrayList<>();
    boolean loop = operation.type().equals("while_loop") && operation.blocks().size() == 2;
    double trips = loop ? trips(operation, names).orElse(1) : 1;
    for (int i = 0; i < operation.blocks().size(); i++) {
      if (loop) {
        repeats.add(i == 0 ? trips + 1 : trips);
      } else {
        repeats.add(1.0 / operation.blocks().size());
      }
    }
    return repeats;
  }

  private static OptionalLong trips(Operation loop, Names names) {
    Block condition = loop.blocks().getFirst();
    Block body = loop.blocks().getLast();
    Operation test = maker(condition, condition.outputs().getFirst());
    if (test == null) {
      return OptionalLong.empty();
    }
    boolean inclusive = test.type().equals("less_equal") || test.type().equals("greater_equal");
    String counter;
    String limit;
    switch (test.type()) {
      case "less", "less_equal" -> {
        counter = "x";
        limit = "y";
      }
      case "greater", "greater_equal" -> {
        counter = "y";
        limit = "x";
      }
      default -> {
        return OptionalLong.empty();
      }
    }
    int variable = input(condition, test, counter);
    List<Binding> initial = loop.inputs().getOrDefault("loop_vars", List.of());
    if (variable < 0 || variable >= initial.size() || variable >= body.outputs().size()) {
      return OptionalLong.empty();
    }
    OptionalLong start = Names.integer(value(initial.get(variable), null, names));
    OptionalLong end = Names.integer(argument(test, limit, condition, names));
    OptionalLong step = step(body, variable, names);
    if (start.isEmpty() || end.isEmpty() || step.isEmpty() || step.getAsLong() <= 0) {
      return OptionalLong.empty();
    }
    long span = end.getAsLong() - start.getAsLong() + (inclusive ? 1 : 0);
    return OptionalLong.of(Math.max(0, Math.ceilDiv(span, step.getAsLong())));
  }

  /** What the body adds to a variable. */
  private static OptionalLong step(Block body, int variable, Names names) {
    Operation add = maker(body, body.outputs().get(variable));
    if (add == null || !add.type().equals("add")) {
      return OptionalLong.empty();
    }
    if (input(body, add, "x") == variable) {
      return Names.integer(argument(add, "y", body, names));
    }
    return input(body, add, "y") == variable
        ? Names.integer(argument(add, "x", body, names))
        : OptionalLong.empty();
  }

  /** Which input of the block an argument is bound to; -1 for none. */
  private static int input(Block block, Operation operation, String argument) {
    if (operation.input(argument).orElse(null) instanceof Binding.Reference(String name)) {
      List<NamedType> inputs = block.inputs();
      for (int i = 0; i < inputs.size(); i++) {
        if (inputs.get(i).name().equals(name)) {
          return i;
        }
      }
    }
    return -1;
  }

  private static Optional<Value> argument(
      Operation operation, String argument, Block block, Names names) {
    return operation.input(argument).flatMap(binding -> value(binding, block, names));
  }

  private static Optional<Value> value(Binding binding, @Nullable Block block, Names names) {
    return switch (binding) {
      case Binding.Literal(Value value) -> Optional.of(value);
      case Binding.Reference(String name) -> {
        Operation maker = block == null ? null : maker(block, name);
        if (maker != null) {
          yield maker.type().equals("const")
              ? Optional.ofNullable(maker.attributes().get("val"))
              : Optional.empty();
        }
        Names.Definition definition = names.find(name);
        yield definition == null ? Optional.empty() : Optional.ofNullable(definition.value());
      }
    };
  }

  private static @Nullable Operation maker(Block block, String name) {
    for (Operation operation : block.operations()) {
      for (NamedType output : operation.outputs()) {
        if (output.name().equals(name)) {
          return operation;
        }
      }
    }
    return null;
  }
}
