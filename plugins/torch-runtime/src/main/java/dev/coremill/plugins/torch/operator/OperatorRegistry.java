package dev.coremill.plugins.torch.operator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** The operators that this runtime knows, by their type. */
public final class OperatorRegistry {
  private final Map<String, RegisteredOperator> operators = new TreeMap<>();

  private OperatorRegistry() {}

  /** Every operator of every family. */
  public static OperatorRegistry complete() {
    OperatorRegistry registry = new OperatorRegistry();
    ActivationOperators.register(registry);
    ClassifyOperators.register(registry);
    ControlFlowOperators.register(registry);
    ConvolutionOperators.register(registry);
    CreationOperators.register(registry);
    ElementwiseOperators.register(registry);
    GatherOperators.register(registry);
    JoiningOperators.register(registry);
    LinearOperators.register(registry);
    ListOperators.register(registry);
    NormalizationOperators.register(registry);
    OrderingOperators.register(registry);
    PoolingOperators.register(registry);
    QuantizationOperators.register(registry);
    RandomOperators.register(registry);
    RearrangingOperators.register(registry);
    RecurrentOperators.register(registry);
    ReductionOperators.register(registry);
    ResizingOperators.register(registry);
    SamplingOperators.register(registry);
    ScatterOperators.register(registry);
    SlicingOperators.register(registry);
    StateOperators.register(registry);
    SuppressionOperators.register(registry);
    TensorOperators.register(registry);
    return registry;
  }

  /** The operator of a type; null where it is not known. */
  public @Nullable RegisteredOperator find(String type) {
    return operators.get(type);
  }

  /** The types that are known, sorted. */
  public List<String> types() {
    return Collections.unmodifiableList(new ArrayList<>(operators.keySet()));
  }

  /** An operator that computes one tensor of new numbers. */
  void computes(String type, Function<OperationContext, Tensor> function) {
    put(type, new RegisteredOperator(one(function), true, true, null));
  }

  /** An operator that computes one tensor of new numbers, faster with packed constants. */
  void computes(String type, Function<OperationContext, Tensor> function, Packing packing) {
    put(type, new RegisteredOperator(one(function), true, true, packing));
  }

  /** An operator that computes several tensors of new numbers. */
  void computesAll(String type, Function<OperationContext, List<Tensor>> function) {
    put(type, new RegisteredOperator(all(function), true, true, null));
  }

  /** An operator whose one output holds elements of its inputs as they are. */
  void moves(String type, Function<OperationContext, Tensor> function) {
    put(type, new RegisteredOperator(one(function), false, true, null));
  }

  /** An operator whose outputs hold elements of its inputs as they are. */
  void movesAll(String type, Function<OperationContext, List<Tensor>> function) {
    put(type, new RegisteredOperator(all(function), false, true, null));
  }

  /** An operator whose outputs are not only tensors. */
  void values(String type, OperatorKernel kernel) {
    put(type, new RegisteredOperator(kernel, false, false, null));
  }

  private void put(String type, RegisteredOperator operator) {
    if (operators.put(type, operator) != null) {
      throw new IllegalStateException("two operators of type " + type);
    }
  }

  private static OperatorKernel one(Function<OperationContext, Tensor> function) {
    return context ->
        List.of(new RuntimeValue.OfTensor(function.apply(context), context.outputType(0)));
  }

  private static OperatorKernel all(Function<OperationContext, List<Tensor>> function) {
    return context -> {
      List<Tensor> tensors = function.apply(context);
      List<RuntimeValue> values = new ArrayList<>(tensors.size());
      for (int i = 0; i < tensors.size(); i++) {
        values.add(new RuntimeValue.OfTensor(tensors.get(i), context.outputType(i)));
      }
      return values;
    };
  }
}
