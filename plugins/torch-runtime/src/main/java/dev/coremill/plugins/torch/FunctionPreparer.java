package dev.coremill.plugins.torch;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Opset;
import dev.coremill.api.program.Program;
import dev.coremill.api.program.Value;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.runtime.CompressedConstants;
import dev.coremill.api.runtime.PredictionException;
import dev.coremill.api.runtime.PreparedFunction;
import dev.coremill.api.runtime.RuntimeOptions;
import dev.coremill.api.runtime.UnsupportedProgramException;
import dev.coremill.api.weight.WeightExpression;
import dev.coremill.plugins.torch.operator.OperationContext;
import dev.coremill.plugins.torch.operator.OperationSite;
import dev.coremill.plugins.torch.operator.OperatorException;
import dev.coremill.plugins.torch.operator.OperatorRegistry;
import dev.coremill.plugins.torch.operator.PackedKernel;
import dev.coremill.plugins.torch.operator.Packing;
import dev.coremill.plugins.torch.operator.PackingLibrary;
import dev.coremill.plugins.torch.operator.RegisteredOperator;
import dev.coremill.plugins.torch.operator.RuntimeValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Makes functions ready to run: resolves names, decodes or packs constants, and finds last uses.
 */
final class FunctionPreparer {
  private static final OperationContext.BlockRunner NO_BLOCKS =
      (_, _) -> {
        throw new OperatorException("it has no inner blocks");
      };

  private final OperatorRegistry registry = OperatorRegistry.complete();
  private final CompressedConstants compressed;
  private final RuntimeOptions options;
  private final Opset opset;

  private final PackingLibrary library;

  /** The slot of each name, and for constants what it holds. */
  private final SlotTable slots = new SlotTable();

  /** The types that the program declares for what is computed, by name. */
  private final Map<String, ValueType> declared = new HashMap<>();

  /** What operations hold by themselves. */
  private final List<PackedKernel> packed = new ArrayList<>();

  /** What is not known: the operator with the names of operations. */
  private final Map<String, Set<String>> unknown = new TreeMap<>();

  private FunctionPreparer(
      CompressedConstants compressed, PackingLibrary library, RuntimeOptions options, Opset opset) {
    this.compressed = compressed;
    this.library = library;
    this.options = options;
    this.opset = opset;
  }

  static PreparedFunction prepare(
      Program program,
      String name,
      CompressedConstants compressed,
      PackingLibrary library,
      RuntimeOptions options) {
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
    FunctionPreparer preparer = new FunctionPreparer(compressed, library, options, opset);
    boolean done = false;
    try {
      TorchFunction prepared = preparer.function(function, body);
      done = true;
      return prepared;
    } finally {
      if (!done) {
        preparer.packed.forEach(PackedKernel::close);
        preparer.slots.free();
      }
    }
  }

  private TorchFunction function(Function function, Block body) {
    try (PointerScope _ = new PointerScope()) {
      // How constants are packed depends on how many threads will share the work.
      torch.set_num_threads(options.threads());
      int[] inputs = new int[function.inputs().size()];
      for (int i = 0; i < inputs.length; i++) {
        inputs[i] = define(function.inputs().get(i));
      }
      PreparedBlock block = block(body, inputs);
      if (!unknown.isEmpty()) {
        throw new UnsupportedProgramException(describeUnknown());
      }
      return new TorchFunction(function, body.outputs(), block, slots, packed, options);
    }
  }

  private int define(NamedType value) {
    declared.put(value.name(), value.type());
    return slots.define(value.name());
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
      slots.keep(outputs[i], null);
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
              () -> new RuntimeValue.OfTensor(TensorConversion.toTorch(whole), whole.type()));
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
    slots.constant(operation.outputs().getFirst().name(), () -> ValueConversion.toRuntime(value));
  }

  private @Nullable PreparedOperation operation(Operation operation) {
    RegisteredOperator operator = registry.find(operation.type());
    if (operator == null) {
      unknown.computeIfAbsent(operation.type(), _ -> new TreeSet<>()).add(operation.name());
    }
    OperationSite site = new OperationSite(operation, opset, options.mode(), declared);
    int[][] arguments = new int[site.arguments().size()][];
    for (int i = 0; i < arguments.length; i++) {
      List<Binding> bindings = operation.inputs().getOrDefault(site.arguments().get(i), List.of());
      arguments[i] = new int[bindings.size()];
      for (int j = 0; j < arguments[i].length; j++) {
        arguments[i][j] =
            switch (bindings.get(j)) {
              case Binding.Reference(String name) -> use(name, operation);
              case Binding.Literal(Value value) ->
                  slots.literal(() -> ValueConversion.toRuntime(value));
            };
      }
    }
    PreparedBlock[] blocks = new PreparedBlock[operation.blocks().size()];
    for (int i = 0; i < blocks.length; i++) {
      Block block = operation.blocks().get(i);
      int[] inputs = new int[block.inputs().size()];
      for (int j = 0; j < inputs.length; j++) {
        inputs[j] = define(block.inputs().get(j));
      }
      blocks[i] = block(block, inputs);
    }
    int[] outputs = new int[operation.outputs().size()];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = define(operation.outputs().get(i));
    }
    if (operator == null) {
      return null;
    }
    try (PointerScope _ = new PointerScope()) {
      RegisteredOperator chosen = withConstants(operator, site, arguments);
      return new PreparedOperation(site, chosen, arguments, outputs, blocks, new int[0], 0);
    }
  }

  /**
   * Packs the constants of an operation where it can be computed with packed ones, and keeps the
   * others.
   *
   * @param arguments the slots of its arguments; those of packed ones are taken out
   */
  private RegisteredOperator withConstants(
      RegisteredOperator operator, OperationSite site, int[][] arguments) {
    RuntimeValue[][] decoded = new RuntimeValue[arguments.length][0];
    RegisteredOperator chosen = operator;
    if (operator.packing() != null && unknown.isEmpty()) {
      for (int i = 0; i < arguments.length; i++) {
        if (Arrays.stream(arguments[i]).allMatch(slots::isConstant)) {
          decoded[i] =
              Arrays.stream(arguments[i]).mapToObj(slots::decoded).toArray(RuntimeValue[]::new);
        }
      }
      PackedKernel kernel = packed(operator.packing(), site, decoded);
      if (kernel != null) {
        packed.add(kernel);
        chosen = operator.with(kernel);
        for (int i = 0; i < arguments.length; i++) {
          if (kernel.packed().contains(site.arguments().get(i))) {
            arguments[i] = new int[0];
          }
        }
      }
    }
    for (int i = 0; i < arguments.length; i++) {
      for (int j = 0; j < arguments[i].length; j++) {
        slots.keep(arguments[i][j], j < decoded[i].length ? decoded[i][j] : null);
      }
    }
    return chosen;
  }

  private @Nullable PackedKernel packed(
      Packing packing, OperationSite site, RuntimeValue[][] constants) {
    try {
      return packing.pack(new OperationContext(site, constants, 0, NO_BLOCKS), library);
    } catch (OperatorException damaged) {
      // The operation says the same when it runs, and a damaged one that never runs does no harm.
      return null;
    } catch (RuntimeException failure) {
      PredictionException named = Failures.of(site.operation(), constants, site, failure);
      throw new UnsupportedProgramException(Objects.toString(named.getMessage()), failure);
    }
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
