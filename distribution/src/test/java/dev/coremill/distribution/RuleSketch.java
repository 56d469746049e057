package dev.coremill.distribution;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Opset;
import dev.coremill.api.program.UnknownFields;
import dev.coremill.api.program.Value;
import dev.coremill.api.target.OperandProfile;
import dev.coremill.api.target.OperationProfile;
import dev.coremill.api.target.ProgramProfile;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.Encoding;
import dev.coremill.core.placement.Fact;
import dev.coremill.core.placement.ProgramConstants;
import dev.coremill.core.placement.ShapeKind;
import dev.coremill.core.placement.Subject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A program of one operation, of which some facts are given; the others are those of a float16
 * operation of rank 4 with a dense weight.
 */
final class RuleSketch {
  private final Map<Fact, Object> facts = new EnumMap<>(Fact.class);
  private Encoding weight = new Encoding.Dense(DataType.FLOAT16, Shape.of(64, 64));

  /** Sets a word, a number, or for weights an encoding. */
  RuleSketch with(Fact fact, Object value) {
    if (value instanceof Encoding encoding) {
      weight = encoding;
    } else {
      facts.put(fact, value);
    }
    return this;
  }

  private long number(Fact fact, long otherwise) {
    return facts.get(fact) instanceof Double number ? number.longValue() : otherwise;
  }

  private String word(Fact fact, String otherwise) {
    return facts.get(fact) instanceof String word ? word : otherwise;
  }

  private boolean is(Fact fact) {
    return word(fact, "no").equals("yes");
  }

  Subject subject() {
    Shape shape = shape();
    String both = word(Fact.TYPE, "float16");
    DataType input = type(word(Fact.INPUT_TYPE, both));
    DataType output = type(word(Fact.OUTPUT_TYPE, both));
    List<OperandProfile> inputs = new ArrayList<>();
    inputs.add(new OperandProfile("x", "x", input, shape, Optional.empty(), is(Fact.STATE)));
    inputs.add(
        new OperandProfile(
            "weight", "w", weight.type(), weight.shape(), Optional.of(weight), false));
    Map<String, List<Binding>> arguments = new LinkedHashMap<>();
    number(arguments, "kernel_sizes", Fact.KERNEL);
    number(arguments, "strides", Fact.STRIDE);
    number(arguments, "strides", Fact.STRIDE_FACTOR);
    number(arguments, "dilations", Fact.DILATION);
    number(arguments, "groups", Fact.GROUPS);
    if (facts.get(Fact.EPSILON) instanceof Double epsilon) {
      arguments.put(
          "epsilon",
          literal(Tensor.ofFloats(DataType.FLOAT32, Shape.scalar(), epsilon.floatValue())));
    }
    float masked = is(Fact.INFINITE_CONSTANT) ? Float.NEGATIVE_INFINITY : -40000;
    arguments.put("y", literal(Tensor.ofFloats(DataType.FLOAT16, Shape.of(1), masked)));
    inputs.add(
        new OperandProfile(
            "y",
            "",
            DataType.FLOAT16,
            Shape.of(1),
            Optional.of(new Encoding.Dense(DataType.FLOAT16, Shape.of(1))),
            false));
    OperandProfile made = new OperandProfile("", "made", output, shape, Optional.empty(), false);
    List<OperationProfile> operations = new ArrayList<>();
    if (is(Fact.QUANTIZED_INPUT)) {
      OperandProfile x = new OperandProfile("", "x", input, shape, Optional.empty(), false);
      operations.add(operation(0, "dequantize", Map.of(), List.of(), List.of(x)));
    }
    String type = word(Fact.OPERATION, facts.containsKey(Fact.INFINITE_CONSTANT) ? "add" : "conv");
    operations.add(operation(operations.size(), type, arguments, inputs, List.of(made)));
    return new Subject(profile(operations), ProgramConstants.none(), shapes());
  }

  /** The operation that the facts are about. */
  static int operation(Subject subject) {
    return subject.profile().operations().size() - 1;
  }

  private OperationProfile operation(
      int index,
      String type,
      Map<String, List<Binding>> arguments,
      List<OperandProfile> inputs,
      List<OperandProfile> outputs) {
    Operation operation =
        new Operation(type, arguments, List.of(), List.of(), Map.of(), UnknownFields.NONE);
    return new OperationProfile(
        index,
        type,
        type,
        operation,
        inputs,
        outputs,
        number(Fact.MULTIPLY_ADDS, 1_000_000_000L),
        1);
  }

  private ProgramProfile profile(List<OperationProfile> operations) {
    Shape bytes = Shape.of(number(Fact.PROGRAM_WEIGHT_BYTES, 1000));
    Encoding stored = new Encoding.Dense(DataType.UINT8, bytes);
    OperandProfile constant =
        new OperandProfile("", "w", DataType.UINT8, bytes, Optional.of(stored), false);
    List<OperandProfile> states = new ArrayList<>();
    for (long i = 0; i < number(Fact.PROGRAM_STATES, 0); i++) {
      states.add(
          new OperandProfile("", "s" + i, DataType.FLOAT16, Shape.of(1), Optional.empty(), true));
    }
    return new ProgramProfile(
        "main",
        Opset.CORE_ML_8,
        operations,
        Map.of("w", constant),
        List.of(),
        List.of(),
        states,
        List.of());
  }

  private ShapeKind shapes() {
    return ShapeKind.valueOf(word(Fact.PROGRAM_SHAPES, "fixed").toUpperCase(Locale.ROOT));
  }

  private Shape shape() {
    long[] sizes = new long[(int) number(Fact.RANK, 4)];
    Arrays.fill(sizes, 2);
    if (sizes.length > 0) {
      sizes[sizes.length - 1] = number(Fact.LAST_DIMENSION, 2);
      sizes[0] = number(Fact.DIMENSION, 1);
      long others = Math.max(1, Shape.of(sizes).elementCount() / Math.max(1, sizes[0]));
      sizes[0] = Math.max(sizes[0], number(Fact.ELEMENTS, 2 * others) / others);
    }
    return Shape.of(sizes);
  }

  private void number(Map<String, List<Binding>> arguments, String argument, Fact fact) {
    if (facts.containsKey(fact)) {
      Tensor tensor =
          Tensor.ofIntegers(DataType.INT32, Shape.of(1), (int) Math.max(0, number(fact, 0)));
      arguments.put(argument, literal(tensor));
    }
  }

  private static List<Binding> literal(Tensor tensor) {
    return List.of(new Binding.Literal(Value.OfTensor.of(tensor)));
  }

  private static DataType type(String text) {
    for (DataType type : DataType.values()) {
      if (type.text().equals(text)) {
        return type;
      }
    }
    throw new IllegalArgumentException(text);
  }
}
