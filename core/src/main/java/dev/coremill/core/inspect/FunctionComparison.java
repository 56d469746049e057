package dev.coremill.core.inspect;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.Operation;
import dev.coremill.api.weight.WeightExpression;
import dev.coremill.core.constant.ConstantGraph;
import dev.coremill.core.constant.LiftedConstant;
import dev.coremill.core.inspect.Difference.ConstantDifference;
import dev.coremill.core.report.WeightError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds how two functions of one name differ. */
final class FunctionComparison {
  private final String name;
  private final List<String> structure;
  private final List<ConstantDifference> constants;

  /** Collects what differs in these lists. */
  FunctionComparison(String name, List<String> structure, List<ConstantDifference> constants) {
    this.name = name;
    this.structure = structure;
    this.constants = constants;
  }

  /** Compares; returns how many constants are the same. */
  int compare(Function before, Function after) {
    if (!before.inputs().equals(after.inputs())) {
      differs("inputs", before.inputs() + " -> " + after.inputs());
    }
    if (before.body().isEmpty() || after.body().isEmpty()) {
      if (before.body().isPresent() != after.body().isPresent()) {
        differs("body", "only one has a body for its opset");
      }
      return 0;
    }
    Block first = before.body().get();
    Block second = after.body().get();
    if (!first.outputs().equals(second.outputs())) {
      differs("outputs", first.outputs() + " -> " + second.outputs());
    }
    operations(first, second);
    return constants(first, second);
  }

  private void operations(Block before, Block after) {
    Map<String, Operation> first = new LinkedHashMap<>();
    Map<String, Operation> second = new LinkedHashMap<>();
    collect(before, first);
    collect(after, second);
    for (Map.Entry<String, Operation> entry : first.entrySet()) {
      Operation other = second.get(entry.getKey());
      if (other == null) {
        differs(entry.getKey(), entry.getValue().type() + " only in the first");
      } else {
        operation(entry.getKey(), entry.getValue(), other);
      }
    }
    for (Map.Entry<String, Operation> entry : second.entrySet()) {
      if (!first.containsKey(entry.getKey())) {
        differs(entry.getKey(), entry.getValue().type() + " only in the second");
      }
    }
    List<String> common = first.keySet().stream().filter(second::containsKey).toList();
    if (!common.equals(second.keySet().stream().filter(first::containsKey).toList())) {
      differs("operations", "in another order");
    }
  }

  private void operation(String label, Operation before, Operation after) {
    if (!before.type().equals(after.type())) {
      differs(label, before.type() + " -> " + after.type());
    }
    for (Map.Entry<String, List<Binding>> argument : before.inputs().entrySet()) {
      List<Binding> other = after.inputs().get(argument.getKey());
      if (other == null || !SameValue.ofBindings(argument.getValue(), other)) {
        differs(label, "argument " + argument.getKey() + " differs");
      }
    }
    for (String argument : after.inputs().keySet()) {
      if (!before.inputs().containsKey(argument)) {
        differs(label, "argument " + argument + " only in the second");
      }
    }
    if (!before.outputs().equals(after.outputs())) {
      differs(label, "outputs " + before.outputs() + " -> " + after.outputs());
    }
    if (!SameValue.of(before.attributes(), after.attributes())) {
      differs(label, "attributes differ");
    }
    if (before.blocks().size() != after.blocks().size()) {
      differs(label, before.blocks().size() + " -> " + after.blocks().size() + " inner blocks");
    }
  }

  /** Operations but constants by name; one that shares its name has its first output's beside. */
  private static void collect(Block block, Map<String, Operation> into) {
    for (Operation operation : block.operations()) {
      if (!operation.isConstant()) {
        String output = operation.outputs().isEmpty() ? "" : operation.outputs().getFirst().name();
        String label = operation.name();
        if (into.containsKey(label)) {
          label += " (" + output + ")";
        }
        into.put(label, operation);
      }
      for (Block inner : operation.blocks()) {
        collect(inner, into);
      }
    }
  }

  private int constants(Block before, Block after) {
    Map<String, LiftedConstant> first = byName(before);
    Map<String, LiftedConstant> second = byName(after);
    int same = 0;
    for (LiftedConstant constant : first.values()) {
      LiftedConstant other = second.get(constant.name());
      if (other == null) {
        only("only in the first", constant, true);
      } else if (isSame(constant, other)) {
        same++;
      } else {
        constants.add(difference(constant, other));
      }
    }
    for (LiftedConstant constant : second.values()) {
      if (!first.containsKey(constant.name())) {
        only("only in the second", constant, false);
      }
    }
    return same;
  }

  private static boolean isSame(LiftedConstant a, LiftedConstant b) {
    if (a.expression().isPresent() && b.expression().isPresent()) {
      return ValueComparison.isSame(a.expression().get(), b.expression().get());
    }
    return a.expression().isEmpty()
        && b.expression().isEmpty()
        && a.root().type().equals(b.root().type())
        && SameValue.of(a.root().attributes(), b.root().attributes());
  }

  private ConstantDifference difference(LiftedConstant before, LiftedConstant after) {
    Optional<WeightError> error = Optional.empty();
    String remark = "";
    if (before.expression().isPresent() && after.expression().isPresent()) {
      WeightExpression first = before.expression().get();
      WeightExpression second = after.expression().get();
      error = ValueComparison.error(first, second);
      if (!first.shape().equals(second.shape())) {
        remark = "shape " + first.shape() + " -> " + second.shape();
      } else if (first.type() != second.type()) {
        remark = "type " + first.type().text() + " -> " + second.type().text();
      }
    } else {
      remark = before.unliftable().isEmpty() ? after.unliftable() : before.unliftable();
    }
    return new ConstantDifference(
        name,
        before.name(),
        before.expression().map(WeightExpression::encoding),
        after.expression().map(WeightExpression::encoding),
        error,
        remark);
  }

  private void only(String remark, LiftedConstant constant, boolean inFirst) {
    var encoding = constant.expression().map(WeightExpression::encoding);
    constants.add(
        new ConstantDifference(
            name,
            constant.name(),
            inFirst ? encoding : Optional.empty(),
            inFirst ? Optional.empty() : encoding,
            Optional.empty(),
            remark));
  }

  private Map<String, LiftedConstant> byName(Block body) {
    Map<String, LiftedConstant> constantsByName = new LinkedHashMap<>();
    for (LiftedConstant constant : ConstantGraph.of(name, body).constants()) {
      constantsByName.put(constant.name(), constant);
    }
    return constantsByName;
  }

  private void differs(String place, String what) {
    structure.add("function " + name + ": " + place + ": " + what);
  }
}
