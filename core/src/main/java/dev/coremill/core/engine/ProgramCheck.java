package dev.coremill.core.engine;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Program;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds what makes a program invalid in its structure: names that are used before they are defined,
 * defined twice, or missing. It knows nothing of operators.
 */
final class ProgramCheck {
  private final List<String> defects = new ArrayList<>();
  private String function = "";

  private ProgramCheck() {}

  /** What is wrong, each defect with its function and operation; empty where the program holds. */
  static List<String> defects(Program program) {
    ProgramCheck check = new ProgramCheck();
    if (program.functions().isEmpty()) {
      check.defects.add("it has no function");
    }
    for (Map.Entry<String, Function> each : program.functions().entrySet()) {
      check.function(each.getKey(), each.getValue());
    }
    return List.copyOf(check.defects);
  }

  private void function(String name, Function checked) {
    function = name;
    if (checked.body().isEmpty()) {
      defects.add("function " + name + " has no body for its opset " + checked.opset());
    }
    for (Block body : checked.specializations().values()) {
      Set<String> visible = new HashSet<>();
      for (NamedType input : checked.inputs()) {
        define(input.name(), "the inputs", visible);
      }
      block(body, visible);
    }
  }

  /**
   * Checks a block.
   *
   * @param visible the names around it; those that the block defines come in addition
   */
  private void block(Block block, Set<String> visible) {
    for (NamedType input : block.inputs()) {
      define(input.name(), "the inputs of a block", visible);
    }
    for (Operation operation : block.operations()) {
      for (Map.Entry<String, List<Binding>> argument : operation.inputs().entrySet()) {
        for (Binding binding : argument.getValue()) {
          if (binding instanceof Binding.Reference(String name) && !visible.contains(name)) {
            defects.add(
                place(operation)
                    + " uses '"
                    + name
                    + "' ("
                    + argument.getKey()
                    + ") before anything defines it");
          }
        }
      }
      for (Block inner : operation.blocks()) {
        block(inner, new HashSet<>(visible));
      }
      for (NamedType output : operation.outputs()) {
        define(output.name(), place(operation), visible);
      }
    }
    for (String output : block.outputs()) {
      if (!visible.contains(output)) {
        defects.add(
            "function " + function + ": a block returns '" + output + "', which is missing");
      }
    }
  }

  private void define(String name, String place, Set<String> visible) {
    if (name.isEmpty()) {
      defects.add(place + " of function " + function + " define a value without a name");
    } else if (!visible.add(name)) {
      defects.add("function " + function + ": '" + name + "' is defined twice, again by " + place);
    }
  }

  private String place(Operation operation) {
    return "function " + function + ": " + operation.type() + " '" + operation.name() + "'";
  }
}
