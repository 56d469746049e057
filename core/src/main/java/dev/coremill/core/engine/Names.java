package dev.coremill.core.engine;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Value;
import dev.coremill.core.constant.LiftedConstant;
import dev.coremill.core.constant.NameSupply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Operations under other names. */
final class Names {
  private Names() {}

  /**
   * The operations that make a weight in one place, for another place that holds the same weight:
   * the last one makes that place's constant, the others get fresh names. The stored values are
   * shared.
   */
  static List<Operation> renamed(
      List<Operation> operations, LiftedConstant constant, NameSupply names) {
    Map<String, String> outputs = new HashMap<>();
    List<Operation> renamed = new ArrayList<>();
    for (int i = 0; i < operations.size(); i++) {
      Operation operation = operations.get(i);
      boolean last = i == operations.size() - 1;
      List<NamedType> types = new ArrayList<>();
      for (NamedType output : operation.outputs()) {
        String name = last ? constant.name() : names.fresh(output.name());
        outputs.put(output.name(), name);
        types.add(new NamedType(name, output.type()));
      }
      Map<String, List<Binding>> inputs = new LinkedHashMap<>();
      operation
          .inputs()
          .forEach((argument, bindings) -> inputs.put(argument, renamed(bindings, outputs)));
      Map<String, Value> attributes = new LinkedHashMap<>(operation.attributes());
      if (attributes.get("name") instanceof Value.OfStrings name) {
        String text = last ? constant.operationName() : types.getFirst().name();
        attributes.put("name", new Value.OfStrings(name.type(), List.of(text)));
      }
      renamed.add(
          new Operation(
              operation.type(),
              inputs,
              types,
              operation.blocks(),
              attributes,
              operation.unknownFields()));
    }
    return renamed;
  }

  private static List<Binding> renamed(List<Binding> bindings, Map<String, String> outputs) {
    List<Binding> renamed = new ArrayList<>();
    for (Binding binding : bindings) {
      renamed.add(
          binding instanceof Binding.Reference reference
              ? new Binding.Reference(outputs.getOrDefault(reference.name(), reference.name()))
              : binding);
    }
    return renamed;
  }
}
