package dev.coremill.core.inspect;

import dev.coremill.api.program.Block;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.ValueType;
import dev.coremill.core.constant.ConstantGraph;
import dev.coremill.core.constant.LiftedConstant;
import dev.coremill.core.inspect.Inspection.ConstantSummary;
import dev.coremill.core.inspect.Inspection.FunctionSummary;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.mlpackage.ProgramPart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Looks into a package. */
public final class Inspector {
  private final boolean withValues;

  /**
   * An inspector.
   *
   * @param withValues whether to read every value, which takes time in proportion to the weights
   */
  public Inspector(boolean withValues) {
    this.withValues = withValues;
  }

  /** What the package holds. */
  public Inspection inspect(ModelPackage source) {
    List<FunctionSummary> functions = new ArrayList<>();
    for (ProgramPart part : source.programs()) {
      for (Map.Entry<String, Function> entry : part.program().functions().entrySet()) {
        functions.add(function(part.path() + entry.getKey(), entry.getValue()));
      }
    }
    return new Inspection(source.path().toString(), source.size(), source.model(), functions);
  }

  private FunctionSummary function(String name, Function function) {
    Map<String, Integer> counts = new TreeMap<>();
    List<ConstantSummary> constants = new ArrayList<>();
    List<String> outputs = List.of();
    if (function.body().isPresent()) {
      Block body = function.body().get();
      count(body, counts);
      outputs = body.outputs();
      for (LiftedConstant constant : ConstantGraph.of(name, body).constants()) {
        constants.add(constant(constant));
      }
    }
    return new FunctionSummary(
        name, function.opset(), function.inputs(), outputs, mostFrequentFirst(counts), constants);
  }

  private ConstantSummary constant(LiftedConstant constant) {
    Operation root = constant.root();
    Optional<ValueFacts> values =
        withValues ? constant.expression().flatMap(ValueFacts::of) : Optional.empty();
    return new ConstantSummary(
        constant.name(),
        constant.operationName(),
        root.type(),
        type(constant),
        constant.expression().map(expression -> expression.encoding()),
        constant.unliftable(),
        constant.uses(),
        values);
  }

  private static ValueType type(LiftedConstant constant) {
    // A graph lists no constant that defines nothing.
    return constant.root().outputs().getFirst().type();
  }

  private static void count(Block block, Map<String, Integer> counts) {
    for (Operation operation : block.operations()) {
      if (!operation.isConstant()) {
        counts.merge(operation.type(), 1, Integer::sum);
      }
      for (Block inner : operation.blocks()) {
        count(inner, counts);
      }
    }
  }

  private static Map<String, Integer> mostFrequentFirst(Map<String, Integer> counts) {
    List<Map.Entry<String, Integer>> entries = new ArrayList<>(counts.entrySet());
    entries.sort((a, b) -> Integer.compare(b.getValue(), a.getValue()));
    Map<String, Integer> sorted = new LinkedHashMap<>();
    for (Map.Entry<String, Integer> entry : entries) {
      sorted.put(entry.getKey(), entry.getValue());
    }
    return sorted;
  }
}
