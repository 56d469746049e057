package dev.coremill.plugins.testkit;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Opset;
import dev.coremill.api.program.UnknownFields;
import dev.coremill.api.weight.WeightExpression;
import dev.coremill.core.constant.ConstantGraph;
import dev.coremill.core.constant.LiftedConstant;
import dev.coremill.core.constant.Lowering;
import dev.coremill.core.constant.NameSupply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Stores expressions as a program does, and reads them again. */
final class StoredExpression {
  private static final String NAME = "w";

  private StoredExpression() {}

  /** The values of an expression after it was written as operations of an opset and read back. */
  static float[] readBack(WeightExpression expression, Opset opset) {
    List<Operation> operations =
        new ArrayList<>(Lowering.lower(NAME, NAME, expression, opset, new NameSupply()));
    operations.add(
        new Operation(
            "linear",
            Map.of("weight", List.of(new Binding.Reference(NAME))),
            List.of(),
            List.of(),
            Map.of(),
            UnknownFields.NONE));
    Block body = new Block(List.of(), List.of(), operations, Map.of(), UnknownFields.NONE);
    for (LiftedConstant constant : ConstantGraph.of("main", body).constants()) {
      if (constant.name().equals(NAME)) {
        return Expressions.values(
            constant
                .expression()
                .orElseThrow(() -> new AssertionError("what was stored cannot be read back")));
      }
    }
    throw new AssertionError("what was stored is not among the constants");
  }
}
