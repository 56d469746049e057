package dev.coremill.benchmarks;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Value;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.runtime.ValueObserver;
import dev.coremill.api.tensor.Elements;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The convolutions and matrix products of a network, each called in libtorch directly on random
 * numbers of the shapes that a prediction has. It hears the shapes as it observes one; attention
 * counts as its two products.
 */
final class Products implements ValueObserver, AutoCloseable {
  private final Map<String, long[]> shapes = new HashMap<>();
  private final Map<String, Value> constants = new HashMap<>();
  private final List<Tensor> operands = new ArrayList<>();
  private final List<Supplier<Tensor>> products = new ArrayList<>();

  /**
   * Nothing is known yet but what stands in the program.
   *
   * @param inputs what the prediction to come is given
   */
  Products(Block body, Map<String, Value> inputs) {
    for (Operation operation : body.operations()) {
      Value value = operation.attributes().get("val");
      operation
          .outputs()
          .forEach(output -> {
            if (value != null) {
              constants.put(output.name(), value);
            }
            if (output.type() instanceof ValueType.OfTensor type && type.shape().isPresent()) {
              shapes.put(output.name(), type.shape().get().dimensions());
            }
          });
    }
    inputs.forEach(this::note);
  }

  private void note(String name, Value value) {
    if (value instanceof Value.OfTensor tensor) {
      shapes.put(name, tensor.tensor().shape().dimensions());
    }
  }

  /** How many there are. */
  int count() {
    return products.size();
  }

  @Override
  public void computed(Operation operation, String output, Supplier<Value> value) {
    note(output, value.get());
    switch (operation.type()) {
      case "conv" -> convolution(operation);
      case "linear" -> {
        Tensor x = operand(operation, "x");
        Tensor weight = operand(operation, "weight");
        TensorOptional bias = optional(operation, "bias");
        products.add(() -> torch.linear(x, weight, bias));
      }
      case "matmul" -> {
        Tensor x = operand(operation, "x");
        Tensor y = operand(operation, "y");
        boolean turnX = number(operation, "transpose_x", 0)[0] != 0;
        boolean turnY = number(operation, "transpose_y", 0)[0] != 0;
        products.add(
            () -> (turnX ? x.transpose(-1, -2) : x).matmul(turnY ? y.transpose(-1, -2) : y));
      }
      case "scaled_dot_product_attention" -> attention(operation);
      default -> {
        // It is no product.
      }
    }
  }

  private void convolution(Operation operation) {
    Tensor x = operand(operation, "x");
    Tensor weight = operand(operation, "weight");
    TensorOptional bias = optional(operation, "bias");
    int spatial = (int) x.dim() - 2;
    long[] strides = spread(number(operation, "strides", 1), spatial);
    long[] dilations = spread(number(operation, "dilations", 1), spatial);
    long[] pad = spread(number(operation, "pad", 0), 2 * spatial);
    long[] before = new long[spatial];
    for (int axis = 0; axis < spatial; axis++) {
      before[axis] = pad[2 * axis];
    }
    long[] none = new long[spatial];
    long groups = number(operation, "groups", 1)[0];
    products.add(
        () -> torch.convolution(x, weight, bias, strides, before, dilations, false, none, groups));
  }

  private void attention(Operation operation) {
    Tensor query = operand(operation, "query");
    Tensor key = operand(operation, "key");
    Tensor value = operand(operation, "value");
    long[] shape = query.shape();
    shape[shape.length - 1] = key.size(-2);
    Tensor scores = random(shape);
    products.add(() -> query.matmul(key.transpose(-1, -2)));
    products.add(() -> scores.matmul(value));
  }

  private static long[] spread(long[] given, int count) {
    if (given.length == count) {
      return given;
    }
    long[] all = new long[count];
    Arrays.fill(all, given[0]);
    return all;
  }

  private Tensor operand(Operation operation, String argument) {
    return random(Objects.requireNonNull(shapes.get(name(operation, argument)), argument));
  }

  private Tensor random(long... shape) {
    Tensor tensor = torch.rand(shape);
    tensor.retainReference();
    operands.add(tensor);
    return tensor;
  }

  private TensorOptional optional(Operation operation, String argument) {
    TensorOptional optional =
        operation.inputs().containsKey(argument)
            ? new TensorOptional(operand(operation, argument))
            : new TensorOptional();
    optional.retainReference();
    return optional;
  }

  private long[] number(Operation operation, String argument, long otherwise) {
    String name = name(operation, argument);
    Value value = name == null ? literal(operation, argument) : constants.get(name);
    if (!(value instanceof Value.OfTensor tensor) || tensor.tensor().elementCount() == 0) {
      return new long[] {otherwise};
    }
    int[] integers = Elements.integers(tensor.tensor());
    return Arrays.stream(integers).asLongStream().toArray();
  }

  private static @Nullable String name(Operation operation, String argument) {
    List<Binding> bindings = operation.inputs().getOrDefault(argument, List.of());
    return !bindings.isEmpty() && bindings.getFirst() instanceof Binding.Reference(String name)
        ? name
        : null;
  }

  private static @Nullable Value literal(Operation operation, String argument) {
    List<Binding> bindings = operation.inputs().getOrDefault(argument, List.of());
    return !bindings.isEmpty() && bindings.getFirst() instanceof Binding.Literal(Value value)
        ? value
        : null;
  }

  /** Computes all of them once. */
  void compute(int threads) {
    try (InferenceMode _ = new InferenceMode(true)) {
      torch.set_num_threads(threads);
      for (Supplier<Tensor> product : products) {
        try (PointerScope _ = new PointerScope()) {
          Tensor _ = product.get();
        }
      }
    }
  }

  @Override
  public void close() {
    operands.forEach(Tensor::releaseReference);
  }
}
