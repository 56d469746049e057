package dev.coremill.plugins.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Opset;
import dev.coremill.api.program.Program;
import dev.coremill.api.program.UnknownFields;
import dev.coremill.api.program.Value;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.runtime.CompressedConstants;
import dev.coremill.api.runtime.NumericMode;
import dev.coremill.api.runtime.PreparedFunction;
import dev.coremill.api.runtime.RuntimeOptions;
import dev.coremill.api.runtime.States;
import dev.coremill.api.runtime.ValueObserver;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A program of one operation, made in a few words and run:
 *
 * <pre>{@code
 * OperationRun.of("leaky_relu").input("x", floats(shape(2), -1, 2)).parameter("alpha", 0.5f)
 *     .run().isClose(shape(2), -0.5f, 2);
 * }</pre>
 */
public final class OperationRun {
  private final String type;
  private final Map<String, List<Binding>> arguments = new LinkedHashMap<>();
  private final List<NamedType> functionInputs = new ArrayList<>();
  private final Map<String, Value> inputs = new LinkedHashMap<>();
  private final List<Operation> constants = new ArrayList<>();
  private final List<Block> blocks = new ArrayList<>();
  private Opset opset = Opset.CORE_ML_9;
  private NumericMode mode = NumericMode.FLOAT32;
  private int threads = 1;
  private List<DataType> outputs = List.of(DataType.FLOAT32);

  private OperationRun(String type) {
    this.type = type;
  }

  /** An operation of a type. */
  public static OperationRun of(String type) {
    return new OperationRun(type);
  }

  /** A shape. */
  public static Shape shape(long... sizes) {
    return Shape.of(sizes);
  }

  /** A float32 tensor. */
  public static Tensor floats(Shape shape, float... values) {
    return Tensor.ofFloats(shape, values);
  }

  /** A float32 tensor that counts from a number on. */
  public static Tensor counting(float first, Shape shape) {
    float[] values = new float[Math.toIntExact(shape.elementCount())];
    for (int i = 0; i < values.length; i++) {
      values[i] = first + i;
    }
    return floats(shape, values);
  }

  /** An int32 vector. */
  public static Tensor integers(int... values) {
    return Tensor.ofIntegers(DataType.INT32, Shape.of(values.length), values);
  }

  /** An int32 tensor. */
  public static Tensor integers(Shape shape, int... values) {
    return Tensor.ofIntegers(DataType.INT32, shape, values);
  }

  /** Binds an argument to an input of the function. */
  public OperationRun input(String argument, Tensor tensor) {
    String name = argument + "_input_" + functionInputs.size();
    functionInputs.add(new NamedType(name, ValueType.OfTensor.of(tensor.type(), tensor.shape())));
    inputs.put(name, Value.OfTensor.of(tensor));
    return bind(argument, new Binding.Reference(name));
  }

  /** Binds an argument to a constant. */
  public OperationRun constant(String argument, Tensor tensor) {
    return constant(argument, Value.OfTensor.of(tensor));
  }

  /** Binds an argument to a constant of any kind. */
  public OperationRun constant(String argument, Value value) {
    String name = argument + "_constant_" + constants.size();
    constants.add(
        new Operation(
            "const",
            Map.of(),
            List.of(new NamedType(name, value.type())),
            List.of(),
            Map.of("val", value),
            UnknownFields.NONE));
    return bind(argument, new Binding.Reference(name));
  }

  /** Binds an argument to a literal. */
  public OperationRun parameter(String argument, Tensor tensor) {
    return bind(argument, new Binding.Literal(Value.OfTensor.of(tensor)));
  }

  /** Binds an argument to a literal. */
  public OperationRun parameter(String argument, float value) {
    return parameter(argument, Tensor.ofFloats(Shape.scalar(), value));
  }

  /** Binds an argument to a literal vector of integers. */
  public OperationRun parameter(String argument, int... values) {
    return parameter(argument, integers(values));
  }

  /** Binds an argument to a literal integer. */
  public OperationRun integer(String argument, int value) {
    return parameter(argument, Tensor.ofIntegers(DataType.INT32, Shape.scalar(), value));
  }

  /** Binds an argument to a literal boolean. */
  public OperationRun parameter(String argument, boolean value) {
    return parameter(argument, Tensor.ofIntegers(DataType.BOOL, Shape.scalar(), value ? 1 : 0));
  }

  /** Binds an argument to a literal string. */
  public OperationRun parameter(String argument, String value) {
    return bind(
        argument,
        new Binding.Literal(
            new Value.OfStrings(
                ValueType.OfTensor.of(DataType.STRING, Shape.scalar()), List.of(value))));
  }

  /** Gives the operation an inner block. */
  public OperationRun block(Block block) {
    blocks.add(block);
    return this;
  }

  /** Runs in another opset than the newest. */
  public OperationRun opset(Opset other) {
    opset = other;
    return this;
  }

  /** Rounds as float16 does, where the outputs are declared so. */
  public OperationRun rounding() {
    mode = NumericMode.FLOAT16;
    return this;
  }

  /** Runs with a number of threads; one otherwise. */
  public OperationRun threads(int count) {
    threads = count;
    return this;
  }

  /** Declares the outputs; one of float32 otherwise. */
  public OperationRun outputs(DataType... types) {
    outputs = List.of(types);
    return this;
  }

  private OperationRun bind(String argument, Binding binding) {
    arguments.computeIfAbsent(argument, _ -> new ArrayList<>()).add(binding);
    return this;
  }

  /** The program. */
  public Program program() {
    List<NamedType> declared = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (DataType output : outputs) {
      String name = "output_" + names.size();
      names.add(name);
      declared.add(new NamedType(name, new ValueType.OfTensor(output, List.of(), true, Map.of())));
    }
    List<Operation> operations = new ArrayList<>(constants);
    operations.add(new Operation(type, arguments, declared, blocks, Map.of(), UnknownFields.NONE));
    Block body = new Block(List.of(), names, operations, Map.of(), UnknownFields.NONE);
    Function function =
        new Function(
            functionInputs, opset.text(), Map.of(opset.text(), body), Map.of(), UnknownFields.NONE);
    return new Program(1, Map.of("main", function), "", Map.of(), UnknownFields.NONE);
  }

  /** Runs it. */
  public Result run() {
    return run(new TorchRuntime());
  }

  /** Runs it without packing its constants. */
  public Result runPlain() {
    return run(new TorchRuntime(false));
  }

  private Result run(TorchRuntime runtime) {
    try (PreparedFunction function =
            runtime.prepare(
                program(), "main", CompressedConstants.NONE, new RuntimeOptions(mode, threads));
        States states = function.newStates()) {
      return new Result(List.copyOf(function.predict(inputs, states, ValueObserver.NONE).values()));
    }
  }

  /**
   * What an operation computed.
   *
   * @param outputs its outputs
   */
  public record Result(List<Value> outputs) {
    /** An output that is a tensor. */
    public Tensor tensor(int output) {
      assertThat(outputs.get(output)).isInstanceOf(Value.OfTensor.class);
      return ((Value.OfTensor) outputs.get(output)).tensor();
    }

    /** Asserts that the first output has these values, nearly. */
    public void isClose(Shape shape, float... expected) {
      isClose(0, shape, expected);
    }

    /** Asserts that an output has these values, within a hundred-thousandth of the largest. */
    public void isClose(int output, Shape shape, float... expected) {
      Tensor tensor = tensor(output);
      assertThat(tensor.shape()).isEqualTo(shape);
      float[] actual = Elements.floats(tensor);
      assertThat(actual).hasSize(expected.length);
      float largest = 1e-3f;
      for (float value : expected) {
        largest = Float.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest;
      }
      for (int i = 0; i < expected.length; i++) {
        if (Float.isFinite(expected[i])) {
          assertThat(actual[i]).as("element %s", i).isCloseTo(expected[i], within(largest * 1e-5f));
        } else {
          assertThat(actual[i]).as("element %s", i).isEqualTo(expected[i]);
        }
      }
    }

    /** Asserts that the first output has exactly these integers or booleans. */
    public void isExactly(Shape shape, int... expected) {
      isExactly(0, shape, expected);
    }

    /** Asserts that an output has exactly these integers or booleans. */
    public void isExactly(int output, Shape shape, int... expected) {
      Tensor tensor = tensor(output);
      assertThat(tensor.shape()).isEqualTo(shape);
      assertThat(Elements.integers(tensor)).containsExactly(expected);
    }
  }
}
