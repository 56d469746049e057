package dev.coremill.core.constant;

import dev.coremill.api.program.Block;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Opset;
import dev.coremill.api.program.Program;
import dev.coremill.api.weight.WeightExpression;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Moves programs to a newer opset without changing what they compute. */
public final class OpsetRaiser {
  private final Opset to;
  private final List<Problem> problems = new ArrayList<>();

  private OpsetRaiser(Opset to) {
    this.to = to;
  }

  /**
   * The program with every function in the given opset at least: opset names changed, and
   * compressed constants written in its dialect. Functions of that opset or a newer one stay as
   * they are. A function that already has a body for the opset changes over to that body.
   *
   * @throws ProblemException if an operation means something else in the new opset or is no longer
   *     valid there; all such operations are named. Also if a function has no body or an opset that
   *     is not known, or if a compressed constant is malformed
   */
  public static Program raise(Program program, Opset to) {
    OpsetRaiser raiser = new OpsetRaiser(to);
    Map<String, Function> functions = new LinkedHashMap<>();
    program
        .functions()
        .forEach((name, function) -> functions.put(name, raiser.raise(name, function)));
    if (!raiser.problems.isEmpty()) {
      throw new ProblemException(raiser.problems);
    }
    return program.withFunctions(functions);
  }

  private Function raise(String name, Function function) {
    String place = "function " + name;
    Opset from = Opset.named(function.opset()).orElse(null);
    Block body = function.body().orElse(null);
    if (from == null) {
      problems.add(
          Problem.input(
              place,
              "the opset " + function.opset() + " is not known",
              "use a version of Coremill that knows it"));
      return function;
    }
    if (from.isAtLeast(to)) {
      return function;
    }
    if (body == null) {
      problems.add(
          Problem.input(
              place,
              "there is no body for its opset " + function.opset(),
              "convert the model again"));
      return function;
    }
    Map<String, Block> specializations = new LinkedHashMap<>();
    for (Map.Entry<String, Block> entry : function.specializations().entrySet()) {
      if (!entry.getKey().equals(function.opset())) {
        specializations.put(entry.getKey(), entry.getValue());
      } else if (!function.specializations().containsKey(to.text())) {
        Raise raise = new Raise(place, from, NameSupply.of(function));
        specializations.put(to.text(), raise.block(body, null));
      }
    }
    return function.withSpecializations(to.text(), specializations);
  }

  /** Raises the body of one function. */
  private final class Raise {
    private final String place;
    private final Opset from;
    private final NameSupply names;

    Raise(String place, Opset from, NameSupply names) {
      this.place = place;
      this.from = from;
      this.names = names;
    }

    Block block(Block block, @Nullable Scope outer) {
      Scope scope = new Scope(outer);
      for (NamedType input : block.inputs()) {
        scope.defineOther(input.name());
      }
      List<Operation> operations = new ArrayList<>(block.operations().size());
      for (Operation operation : block.operations()) {
        if (operation.isConstant()) {
          ConstantNode node = ConstantLifter.lift(operation, scope);
          for (int i = 0; i < operation.outputs().size(); i++) {
            scope.define(operation.outputs().get(i).name(), node, i);
          }
          constant(operation, node, operations);
        } else {
          OpsetChanges.obstacle(operation, scope, from, to)
              .ifPresent(reason -> refuse(operation, reason));
          List<Block> inner = new ArrayList<>(operation.blocks().size());
          for (Block each : operation.blocks()) {
            inner.add(block(each, scope));
          }
          operations.add(inner.isEmpty() ? operation : operation.withBlocks(inner));
          for (NamedType output : operation.outputs()) {
            scope.defineOther(output.name());
          }
        }
      }
      return block.withOperations(operations);
    }

    private void constant(Operation operation, ConstantNode node, List<Operation> operations) {
      boolean otherDialect =
          to.constexprParametersAreInputs()
              && !from.constexprParametersAreInputs()
              && operation.isCompressedConstant()
              && !operation.type().equals("constexpr_affine_dequantize");
      if (!otherDialect) {
        operations.add(operation);
        return;
      }
      switch (node.meaning()) {
        case Meaning.Whole(WeightExpression expression) -> {
          Optional<Obstacle> obstacle = Lowering.obstacle(expression.encoding(), to);
          if (obstacle.isPresent()) {
            malformed(operation, obstacle.get().reason());
            return;
          }
          String output = operation.outputs().getFirst().name();
          operations.addAll(Lowering.lower(output, operation.name(), expression, to, names));
        }
        case Meaning.Packed _ -> malformed(operation, "it belongs to a newer opset");
        case Meaning.None(String reason) -> malformed(operation, reason);
      }
    }

    private void malformed(Operation operation, String reason) {
      problems.add(
          Problem.input(
              place,
              "the constant "
                  + operation.name()
                  + " cannot be rewritten for "
                  + to.text()
                  + ": "
                  + reason,
              "convert the model again"));
    }

    private void refuse(Operation operation, String reason) {
      problems.add(
          Problem.illegal(
              place,
              operation.type()
                  + " "
                  + operation.name()
                  + " cannot be raised from "
                  + from.text()
                  + " to "
                  + to.text()
                  + ": it "
                  + reason,
              "convert the model again for "
                  + to.firstOs()
                  + ", or ask for compression that "
                  + from.text()
                  + " can hold"));
    }
  }
}
