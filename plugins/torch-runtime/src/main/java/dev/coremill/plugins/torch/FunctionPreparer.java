package dev.coremill.plugins.torch;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Opset;
import dev.coremill.api.program.Program;
import dev.coremill.api.program.Value;
import dev.coremill.api.runtime.CompressedConstants;
import dev.coremill.api.runtime.PreparedFunction;
import dev.coremill.api.runtime.RuntimeOptions;
import dev.coremill.api.runtime.UnsupportedProgramException;
import dev.coremill.api.weight.WeightExpression;
import dev.coremill.plugins.torch.operator.OperationSite;
import dev.coremill.plugins.torch.operator.OperatorRegistry;
import dev.coremill.plugins.torch.operator.RegisteredOperator;
import dev.coremill.plugins.torch.operator.RuntimeValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/** Makes functions ready to run: resolves names, decodes constants, and finds last uses. */
final class FunctionPreparer {
  private final OperatorRegistry registry = OperatorRegistry.complete();
  private final CompressedConstants compressed;
  private final RuntimeOptions options;
  private final Opset opset;

  /** The slot of each name, and for constants what it holds. */
  private final SlotTable slots = new SlotTable();

  /** What is not known: the operator with the names of operations. */
  private final Map<String, Set<String>> unknown = new TreeMap<>();

  private FunctionPreparer(CompressedConstants compressed, RuntimeOptions options, Opset opset) {
    this.compressed = compressed;
    this.options = options;
    this.opset = opset;
  }

  static PreparedFunction prepare(
      Program program, String name, CompressedConstants compressed, RuntimeOptions options) {
    Function function = program.functions().get(name);
    if (function == null) {
      throw new IllegalArgumentException(
          "the program has no function '" + name + "'; it has " + program.functions().keySet());
    }
    Block body =
        function
            .body()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "the function '" + name + "' has no body for " + function.opset()));
    Opset opset =
        Opset.named(function.opset())
            .orElseThrow(() ->
                new UnsupportedProgramException("the opset " + function.opset() + " is not known"));
    FunctionPreparer preparer = new FunctionPreparer(compressed, options, opset);
    boolean done = false;
    try {
      TorchFunction prepared = preparer.function(function, body);
      done = true;
      return prepared;
    } finally {
      if (!done) {
        preparer.slots.free();
      }
    }
  }

  private TorchFunction function(Function function, Block body) {
    try (PointerScope _ = new PointerScope()) {
      int[] inputs = new int[function.inputs().size()];
      for (int i = 0; i < inputs.length; i++) {
        inputs[i] = slots.define(function.inputs().get(i).name());
      }
      PreparedBlock block = block(body, inputs);
      if (!unknown.isEmpty()) {
        throw new UnsupportedProgramException(describeUnknown());
      }
      return new TorchFunction(function, body.outputs(), block, slots, options);
    }
  }

  private String describeUnknown() {
    StringBuilder text = new StringBuilder("the torch runtime cannot run");
    String separator = " ";
    for (Map.Entry<String, Set<String>> entry : unknown.entrySet()) {
      text.append(separator).append(entry.getKey()).append(" (");
      int shown = 0;
      for (String name : entry.getValue()) {
        if (shown == 3) {
          text.append(" and ").append(entry.getValue().size() - shown).append(" more");
          break;
        }
        text.append(shown == 0 ? "" : ", ").append(name);
        shown++;
      }
      text.append(')');
      separator = ", ";
    }
    return text.toString();
  }

  /**
   * @param inputs the slots of what it is entered with
   */
  private PreparedBlock block(Block block, int[] inputs) {
    int first = slots.count();
    List<PreparedOperation> operations = new ArrayList<>();
    for (Operation operation : block.operations()) {
      if (operation.isConstant()) {
        constant(operation);
      } else {
        PreparedOperation prepared = operation(operation);
        if (prepared != null) {
          operations.add(prepared);
        }
      }
    }
    int[] outputs = new int[block.outputs().size()];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = slots.slot(block.outputs().get(i));
    }
    return LastUses.of(inputs, operations, outputs, slots.definedSince(first));
  }

  private void constant(Operation operation) {
    if (operation.isCompressedConstant()) {
      for (NamedType output : operation.outputs()) {
        Optional<WeightExpression> expression = compressed.expression(output.name());
        if (expression.isPresent()) {
          WeightExpression whole = expression.get();
          slots.constant(
              output.name(),
              new RuntimeValue.OfTensor(TensorConversion.toTorch(whole), whole.type()));
        } else {
          slots.meaningless(output.name());
        }
      }
      return;
    }
    Value value = operation.attributes().get("val");
    if (value == null || operation.outputs().size() != 1) {
      throw new UnsupportedProgramException("the constant '" + operation.name() + "' has no value");
    }
    slots.constant(operation.outputs().getFirst().name(), ValueConversion.toRuntime(value));
  }

  private @Nullable PreparedOperation operation(Operation operation) {
    RegisteredOperator operator = registry.find(operation.type());
    if (operator == null) {
      unknown.computeIfAbsent(operation.type(), _ -> new TreeSet<>()).add(operation.name());
    }
    OperationSite site = new OperationSite(operation, opset, options.mode());
    int[][] arguments = new int[site.arguments().size()][];
    for (int i = 0; i < arguments.length; i++) {
      List<Binding> bindings = operation.inputs().getOrDefault(site.arguments().get(i), List.of());
      arguments[i] = new int[bindings.size()];
      for (int j = 0; j < arguments[i].length; j++) {
        arguments[i][j] =
            switch (bindings.get(j)) {
              case Binding.Reference(String name) -> use(name, operation);
              case Binding.Literal(Value value) -> slots.literal(ValueConversion.toRuntime(value));
            };
      }
    }
    PreparedBlock[] blocks = new PreparedBlock[operation.blocks().size()];
    for (int i = 0; i < blocks.length; i++) {
      Block block = operation.blocks().get(i);
      int[] inputs = new int[block.inputs().size()];
      for (int j = 0; j < inputs.length; j++) {
        inputs[j] = slots.define(block.inputs().get(j).name());
      }
      blocks[i] = block(block, inputs);
    }
    int[] outputs = new int[operation.outputs().size()];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = slots.define(operation.outputs().get(i).name());
    }
    return operator == null
        ? null
        : new PreparedOperation(site, operator, arguments, outputs, blocks, new int[0], 0);
  }

  private int use(String name, Operation operation) {
    if (slots.isMeaningless(name)) {
      unknown
          .computeIfAbsent("a constant that cannot be decoded", _ -> new TreeSet<>())
          .add("'" + name + "' of " + operation.name());
      return 0;
    }
    return slots.slot(name);
  }
}
