package dev.coremill.plugins.torch;

import dev.coremill.api.program.Dimension;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Value;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.runtime.NumericMode;
import dev.coremill.api.runtime.PreparedFunction;
import dev.coremill.api.runtime.RuntimeOptions;
import dev.coremill.api.runtime.States;
import dev.coremill.api.runtime.UnsupportedProgramException;
import dev.coremill.api.runtime.ValueObserver;
import dev.coremill.api.tensor.DataType;
import dev.coremill.plugins.torch.operator.PackedKernel;
import dev.coremill.plugins.torch.operator.RuntimeValue;
import dev.coremill.plugins.torch.operator.StateCell;
import dev.coremill.plugins.torch.operator.StorageTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** A function that is ready to run. */
final class TorchFunction implements PreparedFunction {
  private final Function function;
  private final List<String> outputNames;
  private final PreparedBlock body;
  private final SlotTable slots;
  private final List<PackedKernel> packed;
  private final RuntimeOptions options;
  private final Usage usage = new Usage("the function", this::free);

  TorchFunction(
      Function function,
      List<String> outputNames,
      PreparedBlock body,
      SlotTable slots,
      List<PackedKernel> packed,
      RuntimeOptions options) {
    this.function = function;
    this.outputNames = List.copyOf(outputNames);
    this.body = body;
    this.slots = slots;
    this.packed = List.copyOf(packed);
    this.options = options;
  }

  @Override
  public States newStates() {
    Map<String, StateCell> cells = new LinkedHashMap<>();
    try (PointerScope _ = new PointerScope()) {
      for (NamedType input : function.inputs()) {
        if (input.type() instanceof ValueType.OfState(ValueType wrapped)) {
          cells.put(input.name(), new StateCell(input.name(), zeros(input.name(), wrapped)));
        }
      }
    }
    return new TorchStates(cells, options.mode());
  }

  private static RuntimeValue.OfTensor zeros(String name, ValueType type) {
    if (type instanceof ValueType.OfTensor tensor && tensor.shape().isPresent()) {
      return new RuntimeValue.OfTensor(
          torch.zeros(
              tensor.shape().get().dimensions(),
              new TensorOptions(StorageTypes.of(tensor.dataType()))),
          tensor.dataType());
    }
    throw new UnsupportedProgramException(
        "the state '" + name + "' is a " + type + ", not a tensor of fixed shape");
  }

  @Override
  public Map<String, Value> predict(
      Map<String, Value> inputs, States states, ValueObserver observer) {
    requireKnown(inputs);
    if (!(states instanceof TorchStates own)) {
      throw new IllegalArgumentException(
          "the states are another runtime's; use the states that this function made");
    }
    usage.enter();
    try {
      own.usage().enter();
      try {
        return computed(inputs, own, observer);
      } finally {
        own.usage().leave();
      }
    } finally {
      usage.leave();
    }
  }

  private Map<String, Value> computed(
      Map<String, Value> inputs, TorchStates states, ValueObserver observer) {
    try (PointerScope _ = new PointerScope();
        InferenceMode _ = new InferenceMode(true)) {
      torch.set_num_threads(options.threads());
      List<RuntimeValue> entered = new ArrayList<>();
      for (NamedType input : function.inputs()) {
        entered.add(
            input.type() instanceof ValueType.OfState
                ? new RuntimeValue.OfState(cell(states, input.name()))
                : entered(input, inputs.get(input.name())));
      }
      Execution execution = new Execution(slots.row(), options.mode(), observer);
      List<RuntimeValue> results = execution.run(body, entered);
      Map<String, Value> outputs = new LinkedHashMap<>();
      for (int i = 0; i < results.size(); i++) {
        outputs.put(
            outputNames.get(i), ValueConversion.fromRuntime(results.get(i), options.mode()));
      }
      return outputs;
    }
  }

  /** An input as the program declares it: floats are rounded to float16 where the mode says so. */
  private RuntimeValue entered(NamedType input, @Nullable Value value) {
    RuntimeValue entered = ValueConversion.toRuntime(checked(input, value));
    if (!(entered instanceof RuntimeValue.OfTensor given)
        || !(input.type() instanceof ValueType.OfTensor declared)
        || given.type() == declared.dataType()) {
      return entered;
    }
    Tensor tensor = given.tensor();
    if (declared.dataType() == DataType.FLOAT16 && options.mode() == NumericMode.FLOAT16) {
      tensor = tensor.to(ScalarType.Half);
    }
    return new RuntimeValue.OfTensor(
        tensor.to(StorageTypes.of(declared.dataType())), declared.dataType());
  }

  private static StateCell cell(TorchStates states, String name) {
    StateCell cell = states.cell(name);
    if (cell == null) {
      throw new IllegalArgumentException(
          "the state '" + name + "' is missing; use the states that this function made");
    }
    return cell;
  }

  private void requireKnown(Map<String, Value> inputs) {
    List<String> names = new ArrayList<>();
    for (NamedType input : function.inputs()) {
      if (!(input.type() instanceof ValueType.OfState)) {
        names.add(input.name());
      }
    }
    for (String name : inputs.keySet()) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException(
            "there is no input '" + name + "'; the function takes " + names);
      }
    }
  }

  private static Value checked(NamedType input, @Nullable Value value) {
    if (value == null) {
      throw new IllegalArgumentException("the input '" + input.name() + "' is missing");
    }
    boolean fits =
        !(input.type() instanceof ValueType.OfTensor declared)
            || value instanceof Value.OfTensor given && fits(declared, given);
    if (!fits) {
      throw new IllegalArgumentException(
          "the input '" + input.name() + "' is a " + input.type() + ", not a " + value.type());
    }
    return value;
  }

  /** Floats of any width fit floats: both modes hold them as float32. */
  private static boolean fits(ValueType.OfTensor declared, Value.OfTensor given) {
    boolean sameType =
        declared.dataType() == given.tensor().type()
            || declared.dataType().isFloat() && given.tensor().type().isFloat();
    if (!sameType) {
      return false;
    }
    if (declared.variableRank()) {
      return true;
    }
    if (declared.dimensions().size() != given.tensor().shape().rank()) {
      return false;
    }
    for (int axis = 0; axis < declared.dimensions().size(); axis++) {
      if (declared.dimensions().get(axis) instanceof Dimension.Fixed(long size)
          && size != given.tensor().shape().dimension(axis)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    usage.close();
  }

  private void free() {
    packed.forEach(PackedKernel::close);
    slots.free();
  }
}
