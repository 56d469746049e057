package dev.coremill.core.profile;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Opset;
import dev.coremill.api.program.Value;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.target.OperandProfile;
import dev.coremill.api.target.OperationProfile;
import dev.coremill.api.target.ProgramProfile;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;
import dev.coremill.core.constant.ConstantGraph;
import dev.coremill.core.constant.LiftedConstant;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.shape.InferredTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the profile of one function. */
final class FunctionProfiler {
  private final String path;
  private final Function function;
  private final Opset opset;
  private final Block body;
  private final EncodingPlan plan;
  private final Supplier<InferredTypes> inference;
  private @Nullable InferredTypes inferred;
  private final IdentityHashMap<Operation, Map<String, LiftedConstant>> lifted =
      new IdentityHashMap<>();
  private final List<OperationProfile> operations = new ArrayList<>();
  private final Map<String, OperandProfile> constants = new LinkedHashMap<>();

  /**
   * @param inference infers the types of the function's values; asked only if the program leaves
   *     one open
   */
  FunctionProfiler(
      String path, Function function, EncodingPlan plan, Supplier<InferredTypes> inference) {
    this.inference = inference;
    this.path = path;
    this.function = function;
    this.plan = plan;
    this.opset =
        Opset.named(function.opset())
            .orElseThrow(() ->
                problem(
                    "the opset " + function.opset() + " is not known",
                    "use a version of Coremill that knows it"));
    this.body =
        function
            .body()
            .orElseThrow(() ->
                problem(
                    "there is no body for its opset " + function.opset(),
                    "convert the model again"));
  }

  ProgramProfile profile() {
    for (LiftedConstant constant : ConstantGraph.of(path, body).constants()) {
      lifted.computeIfAbsent(constant.root(), _ -> new HashMap<>()).put(constant.name(), constant);
    }
    Names names = new Names(null);
    List<OperandProfile> inputs = new ArrayList<>();
    List<OperandProfile> states = new ArrayList<>();
    List<String> flexible = new ArrayList<>();
    for (NamedType input : function.inputs()) {
      OperandProfile operand = operand(input);
      names.define(input.name(), new Names.Definition(operand, null, null));
      (operand.state() ? states : inputs).add(operand);
      if (input.type() instanceof ValueType.OfTensor tensor && tensor.shape().isEmpty()) {
        flexible.add(input.name());
      }
    }
    block(body, names, 1);
    List<OperandProfile> outputs = new ArrayList<>();
    for (String output : body.outputs()) {
      outputs.add(find(output, "the function's outputs", names).operand());
    }
    return new ProgramProfile(
        path, opset, operations, constants, inputs, outputs, states, flexible);
  }

  private void block(Block block, Names names, double repeats) {
    for (Operation operation : block.operations()) {
      if (operation.isConstant()) {
        define(operation, names);
      } else {
        operation(operation, names, repeats);
      }
    }
  }

  private void define(Operation operation, Names names) {
    Value value = operation.type().equals("const") ? operation.attributes().get("val") : null;
    Map<String, LiftedConstant> ofOperation = lifted.getOrDefault(operation, Map.of());
    for (NamedType output : operation.outputs()) {
      OperandProfile plain = operand(output);
      LiftedConstant constant = ofOperation.get(output.name());
      OperandProfile operand =
          new OperandProfile(
              "",
              plain.name(),
              plain.type(),
              plain.shape(),
              constant == null ? dense(plain) : encoding(constant, plain),
              false);
      names.define(output.name(), new Names.Definition(operand, value, operation));
      if (constant != null) {
        constants.put(unique(output.name()), operand);
      }
    }
  }

  private Optional<Encoding> encoding(LiftedConstant constant, OperandProfile plain) {
    return plan.planned(path, constant.name())
        .or(() -> constant.expression().map(expression -> expression.encoding()))
        .or(() -> dense(plain));
  }

  /** Strings have no packed form, and so no encoding. */
  private static Optional<Encoding> dense(OperandProfile plain) {
    return plain.type() == DataType.STRING
        ? Optional.empty()
        : Optional.of(new Encoding.Dense(plain.type(), plain.shape()));
  }

  /** The name of a constant; with a number where another block has one of the same name. */
  private String unique(String name) {
    String unique = name;
    for (int number = 2; constants.containsKey(unique); number++) {
      unique = name + "-" + number;
    }
    return unique;
  }

  private void operation(Operation operation, Names names, double repeats) {
    List<OperandProfile> inputs = new ArrayList<>();
    for (Map.Entry<String, List<Binding>> input : operation.inputs().entrySet()) {
      List<Binding> bindings = input.getValue();
      for (int i = 0; i < bindings.size(); i++) {
        String argument = bindings.size() == 1 ? input.getKey() : input.getKey() + "[" + i + "]";
        inputs.add(
            switch (bindings.get(i)) {
              case Binding.Literal(Value value) -> literal(argument, value);
              case Binding.Reference(String name) ->
                  bound(argument, find(name, operation.type() + " " + operation.name(), names));
            });
      }
    }
    List<OperandProfile> outputs = new ArrayList<>();
    for (NamedType output : operation.outputs()) {
      outputs.add(operand(output));
    }
    operations.add(
        new OperationProfile(
            operations.size(),
            operation.name(),
            operation.type(),
            operation,
            inputs,
            outputs,
            MultiplyAdds.of(operation, inputs, outputs, names),
            repeats));
    List<Double> ofBlocks = Repetition.of(operation, names);
    for (int i = 0; i < operation.blocks().size(); i++) {
      Block inner = operation.blocks().get(i);
      Names visible = new Names(names);
      for (NamedType input : inner.inputs()) {
        visible.define(input.name(), new Names.Definition(operand(input), null, null));
      }
      block(inner, visible, repeats * ofBlocks.get(i));
    }
    for (int i = 0; i < outputs.size(); i++) {
      names.define(
          operation.outputs().get(i).name(), new Names.Definition(outputs.get(i), null, operation));
    }
  }

  private static OperandProfile bound(String argument, Names.Definition definition) {
    OperandProfile operand = definition.operand();
    return new OperandProfile(
        argument,
        operand.name(),
        operand.type(),
        operand.shape(),
        operand.constant(),
        operand.state());
  }

  private OperandProfile literal(String argument, Value value) {
    OperandProfile plain = operand(argument, new NamedType("", value.type()));
    return new OperandProfile(
        argument, "", plain.type(), plain.shape(), dense(plain), plain.state());
  }

  private OperandProfile operand(NamedType named) {
    return operand("", named);
  }

  /** What holds no tensor, such as the dictionary of a classifier, is a string without a size. */
  private OperandProfile operand(String argument, NamedType named) {
    ValueType type = named.type();
    boolean state = type instanceof ValueType.OfState;
    if (type instanceof ValueType.OfState(ValueType wrapped)) {
      type = wrapped;
    }
    DataType dataType = DataType.STRING;
    Shape shape = Shape.scalar();
    if (type instanceof ValueType.OfTensor tensor) {
      dataType = tensor.dataType();
      shape = tensor.shape().orElseGet(() -> inferred(named, tensor));
    }
    return new OperandProfile(argument, named.name(), dataType, shape, Optional.empty(), state);
  }

  private Shape inferred(NamedType named, ValueType.OfTensor tensor) {
    InferredTypes known = inferred;
    if (known == null) {
      known = inference.get();
      inferred = known;
    }
    return known
        .shape(named)
        .orElseThrow(() ->
            problem(
                "the shape of " + named.name() + " is open: " + tensor,
                "give the shapes of the inputs with --shape"));
  }

  private Names.Definition find(String name, String user, Names names) {
    Names.Definition definition = names.find(name);
    if (definition == null) {
      throw problem(user + " uses " + name + ", which nothing defines", "convert the model again");
    }
    return definition;
  }

  private ProblemException problem(String message, String mend) {
    return new ProblemException(Problem.input("function " + path, message, mend));
  }
}
