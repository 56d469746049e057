package dev.coremill.core.engine;

import dev.coremill.api.program.Block;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Program;
import dev.coremill.api.program.Value;
import dev.coremill.core.constant.LiftedConstant;
import dev.coremill.core.constant.Lowering;
import dev.coremill.core.constant.NameSupply;
import dev.coremill.core.mlpackage.PackageWriter;
import dev.coremill.core.mlpackage.ValueMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a program anew, operation by operation in its order: compressed weights in their new form
 * as the scheduler has them ready, everything else as it was. A weight that stands in several
 * places is stored once.
 */
final class ProgramRewriter {
  private final WorkingProgram program;
  private final PackageWriter writer;
  private final ResultSource results;
  private final IdentityHashMap<Operation, Action> actions = new IdentityHashMap<>();
  private final Map<Integer, List<Operation>> stored = new HashMap<>();

  /** Gives the results of weights, in any order. */
  interface ResultSource {
    /** The result of a weight, by its number; waits until it is there. Asked for once. */
    WeightResult take(int index);

    /** Hears that a result has been written. */
    void written(int index, WeightResult result);
  }

  /** What becomes of an operation that makes a compressed weight. */
  private sealed interface Action {
    /** It goes. */
    record Drop() implements Action {}

    /** The weight's new form comes in its place. */
    record Replace(int index, LiftedConstant constant) implements Action {}
  }

  /**
   * @param weights the weights that are worked on; the numbers of results are indices of this list
   */
  ProgramRewriter(
      WorkingProgram program,
      List<PlannedWeight> weights,
      PackageWriter writer,
      ResultSource results) {
    this.program = program;
    this.writer = writer;
    this.results = results;
    for (int index = 0; index < weights.size(); index++) {
      for (Occurrence occurrence : weights.get(index).weight().occurrences()) {
        if (occurrence.program().source().path().equals(program.source().path())) {
          LiftedConstant constant = occurrence.constant();
          for (Operation operation : constant.chain()) {
            actions.put(operation, new Action.Drop());
          }
          actions.put(constant.root(), new Action.Replace(index, constant));
        }
      }
    }
  }

  /** The program in its new form, with every blob in the new package. */
  Program rewrite() {
    Map<String, Function> functions = new LinkedHashMap<>();
    program
        .program()
        .functions()
        .forEach((name, function) -> {
          Map<String, Block> bodies = new LinkedHashMap<>();
          function
              .specializations()
              .forEach((opset, body) -> bodies.put(opset, rewrite(body, NameSupply.of(function))));
          functions.put(
              name,
              new Function(
                  function.inputs(),
                  function.opset(),
                  bodies,
                  keep(function.attributes()),
                  function.unknownFields()));
        });
    Program old = program.program();
    return new Program(
        old.version(), functions, old.docString(), keep(old.attributes()), old.unknownFields());
  }

  private Map<String, Value> keep(Map<String, Value> attributes) {
    Map<String, Value> kept = new LinkedHashMap<>();
    attributes.forEach((name, value) -> kept.put(name, placed(value)));
    return kept;
  }

  private Block rewrite(Block block, NameSupply names) {
    List<Operation> operations = new ArrayList<>(block.operations().size());
    for (Operation operation : block.operations()) {
      switch (actions.get(operation)) {
        case Action.Replace replace ->
            operations.addAll(replacement(replace.index(), replace.constant(), names));
        case Action.Drop _ -> {}
        case null -> operations.add(kept(operation, names));
      }
    }
    return new Block(
        block.inputs(),
        block.outputs(),
        operations,
        keep(block.attributes()),
        block.unknownFields());
  }

  private Operation kept(Operation operation, NameSupply names) {
    List<Block> blocks = new ArrayList<>();
    for (Block block : operation.blocks()) {
      blocks.add(rewrite(block, names));
    }
    Operation mapped = ValueMapper.map(operation.withBlocks(List.of()), this::placed);
    return blocks.isEmpty() ? mapped : mapped.withBlocks(blocks);
  }

  private List<Operation> replacement(int index, LiftedConstant constant, NameSupply names) {
    List<Operation> before = stored.get(index);
    if (before != null) {
      return Names.renamed(before, constant, names);
    }
    WeightResult result = results.take(index);
    List<Operation> made;
    try (result) {
      made = lowered(constant, names, result);
    }
    stored.put(index, made);
    results.written(index, result);
    return made;
  }

  private List<Operation> lowered(LiftedConstant constant, NameSupply names, WeightResult result) {
    List<Operation> operations =
        result
            .expression()
            .map(expression ->
                Lowering.lower(
                    constant.name(), constant.operationName(), expression, program.opset(), names))
            .orElse(constant.chain());
    List<Operation> written = new ArrayList<>();
    for (Operation operation : operations) {
      written.add(ValueMapper.map(operation, this::placed));
    }
    return written;
  }

  /** A value in the new package: new ones are stored, those of the source are taken over. */
  private Value placed(Value value) {
    return value instanceof Value.OfTensor tensor
            && tensor.storage() instanceof Value.Storage.Undecided
        ? writer.store(program.source(), tensor)
        : writer.keep(program.source(), value);
  }
}
