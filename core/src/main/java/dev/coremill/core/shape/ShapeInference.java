package dev.coremill.core.shape;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Opset;
import dev.coremill.api.program.Value;
import dev.coremill.api.program.ValueType;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Infers the types of the values of a function from the types of its inputs. */
public final class ShapeInference {
  private final String path;
  private final Opset opset;
  private final InferredTypes types = new InferredTypes();

  private ShapeInference(String path, Opset opset) {
    this.path = path;
    this.opset = opset;
  }

  /**
   * Infers the types of a function's values.
   *
   * @param path its name, with the path of its model in a pipeline before it
   * @param function the function
   * @param inputs the types of its inputs, as {@link InputShapes} gives them
   * @throws ProblemException if a type that the program leaves open cannot be inferred, if the
   *     function has no body for its opset, or if it uses a name that nothing defines
   */
  public static InferredTypes infer(String path, Function function, Map<String, ValueType> inputs) {
    Opset opset = Opset.named(function.opset()).orElse(Opset.CORE_ML_9);
    ShapeInference inference = new ShapeInference(path, opset);
    Block body =
        function
            .body()
            .orElseThrow(() ->
                inference.problem(
                    "there is no body for its opset " + function.opset(),
                    "convert the model again"));
    Scope scope = new Scope(null);
    for (NamedType input : function.inputs()) {
      Known known = Known.of(inputs.getOrDefault(input.name(), input.type()));
      inference.types.put(input, known);
      scope.define(input.name(), new Arguments.Definition(known, null));
    }
    inference.block(body, scope);
    return inference.types;
  }

  /** The names that are visible in a block. */
  private static final class Scope {
    private final @Nullable Scope outer;
    private final Map<String, Arguments.Definition> names = new HashMap<>();

    Scope(@Nullable Scope outer) {
      this.outer = outer;
    }

    void define(String name, Arguments.Definition definition) {
      names.put(name, definition);
    }

    Arguments.Definition find(String name) {
      for (Scope scope = this; scope != null; scope = scope.outer) {
        Arguments.Definition definition = scope.names.get(name);
        if (definition != null) {
          return definition;
        }
      }
      throw new Unresolved("nothing defines " + name);
    }
  }

  private void block(Block block, Scope scope) {
    for (Operation operation : block.operations()) {
      if (operation.isConstant()) {
        constant(operation, scope);
      } else {
        operation(operation, scope);
      }
    }
  }

  private void constant(Operation operation, Scope scope) {
    Value value = operation.type().equals("const") ? operation.attributes().get("val") : null;
    for (NamedType output : operation.outputs()) {
      Arguments.Definition definition =
          value == null
              ? new Arguments.Definition(Known.of(output.type()), null)
              : Arguments.literal(value);
      types.put(output, definition.known());
      scope.define(output.name(), definition);
    }
  }

  private void operation(Operation operation, Scope scope) {
    List<Known> inferred = List.of();
    String reason = "";
    try {
      inferred = outputs(operation, scope);
      if (inferred.size() != operation.outputs().size()) {
        reason = "it has " + operation.outputs().size() + " outputs";
        inferred = List.of();
      }
    } catch (Unresolved unresolved) {
      reason = unresolved.reason();
    } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException misfit) {
      String message = misfit.getMessage();
      reason = "its arguments do not fit together" + (message == null ? "" : ": " + message);
    }
    for (int i = 0; i < operation.outputs().size(); i++) {
      NamedType output = operation.outputs().get(i);
      Known known = inferred.isEmpty() ? null : inferred.get(i);
      if (known != null) {
        types.infer(output, known);
      }
      Known chosen = chosen(operation, output, known, reason);
      types.put(output, chosen);
      scope.define(output.name(), new Arguments.Definition(chosen, null));
    }
  }

  /** A type that the program states without open dimensions holds for inputs of every shape. */
  private Known chosen(
      Operation operation, NamedType output, @Nullable Known inferred, String reason) {
    boolean open = output.type() instanceof ValueType.OfTensor tensor && tensor.shape().isEmpty();
    if (inferred == null) {
      if (open) {
        throw problem(
            "the shape of "
                + output.name()
                + " is open, and that of "
                + operation.type()
                + " "
                + operation.name()
                + " cannot be inferred: "
                + reason,
            "convert the model again with fixed shapes");
      }
      return Known.of(output.type());
    }
    return open ? inferred : inferred.withType(output.type());
  }

  private List<Known> outputs(Operation operation, Scope scope) {
    Arguments arguments = new Arguments(operation, scope::find);
    if (operation.type().equals("cond")) {
      return cond(operation, scope);
    }
    if (operation.type().equals("while_loop")) {
      return loop(operation, arguments, scope);
    }
    for (Block inner : operation.blocks()) {
      entered(inner, scope, List.of());
    }
    boolean bound = false;
    for (List<Binding> bindings : operation.inputs().values()) {
      for (Binding binding : bindings) {
        bound |=
            binding instanceof Binding.Reference(String name) && scope.find(name).known().bound();
      }
    }
    List<Known> outputs = new ArrayList<>();
    for (Known known : OperatorTypes.of(arguments, opset)) {
      outputs.add(known.bounded(bound));
    }
    if (outputs.size() == 1) {
      Known only = outputs.getFirst();
      return List.of(only.withValue(value(arguments, only)));
    }
    return outputs;
  }

  /** A value that cannot be computed is no reason not to know the type. */
  private static double @Nullable [] value(Arguments arguments, Known type) {
    try {
      return KnownValues.of(arguments, type);
    } catch (Unresolved | ArithmeticException | IndexOutOfBoundsException unknown) {
      return null;
    }
  }

  private Scope entered(Block block, Scope outer, List<Known> inputs) {
    Scope scope = new Scope(outer);
    for (int i = 0; i < block.inputs().size(); i++) {
      NamedType input = block.inputs().get(i);
      Known known = i < inputs.size() ? inputs.get(i) : Known.of(input.type());
      types.put(input, known);
      scope.define(input.name(), new Arguments.Definition(known, null));
    }
    block(block, scope);
    return scope;
  }

  /** Where the branches give different shapes, the larger size along each axis. */
  private List<Known> cond(Operation operation, Scope scope) {
    List<Known> outputs = new ArrayList<>();
    for (Block branch : operation.blocks()) {
      Scope inner = entered(branch, scope, List.of());
      for (int i = 0; i < branch.outputs().size(); i++) {
        Known known = inner.find(branch.outputs().get(i)).known().withValue(null);
        if (i < outputs.size()) {
          outputs.set(i, larger(outputs.get(i), known));
        } else {
          outputs.add(known);
        }
      }
    }
    return outputs;
  }

  private static Known larger(Known one, Known two) {
    if (one.type().equals(two.type())) {
      return one.bounded(two.bound());
    }
    long[] first = one.dimensions();
    long[] second = two.dimensions();
    Dimensions.requireRank(second, first.length);
    long[] most = first.clone();
    for (int axis = 0; axis < most.length; axis++) {
      most[axis] = Math.max(first[axis], second[axis]);
    }
    return Known.atMost(one.dataType(), most);
  }

  private List<Known> loop(Operation operation, Arguments arguments, Scope scope) {
    List<Known> variables = new ArrayList<>();
    for (Known variable : arguments.all("loop_vars")) {
      variables.add(variable.withValue(null));
    }
    Scope last = scope;
    for (Block block : operation.blocks()) {
      last = entered(block, scope, variables);
    }
    List<String> results = operation.blocks().getLast().outputs();
    for (int i = 0; i < Math.min(results.size(), variables.size()); i++) {
      Known result = last.find(results.get(i)).known();
      if (!sameShape(result, variables.get(i))) {
        throw new Unresolved(
            "the loop changes the shape of its variable " + i + " from step to step");
      }
    }
    return variables;
  }

  private static boolean sameShape(Known one, Known two) {
    return !(one.type() instanceof ValueType.OfTensor)
        || !(two.type() instanceof ValueType.OfTensor)
        || Arrays.equals(one.dimensions(), two.dimensions());
  }

  private ProblemException problem(String message, String mend) {
    return new ProblemException(Problem.input("function " + path, message, mend));
  }
}
