package dev.coremill.core.placement;

import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Value;
import dev.coremill.api.target.OperandProfile;
import dev.coremill.api.target.OperationProfile;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import java.util.Optional;
import java.util.Set;

/** What rules can ask about an operation. */
final class OperationFacts {
  /** Operations whose constant operands may be masks. */
  private static final Set<String> MASKED =
      Set.of(
          "add",
          "sub",
          "mul",
          "select",
          "maximum",
          "minimum",
          "fill",
          "pad",
          "scaled_dot_product_attention");

  /** A mask shows its infinities early; more of it is not read. */
  private static final int LOOKED_AT = 1 << 16;

  private static final int MOST_NUMBERS = 64;

  private final OperationProfile operation;
  private final ProgramConstants constants;
  private final FactTable facts;

  private OperationFacts(OperationProfile operation, ProgramConstants constants, FactTable wider) {
    this.operation = operation;
    this.constants = constants;
    this.facts = new FactTable(wider);
  }

  /**
   * The facts of an operation.
   *
   * @param dequantized names of what dequantize operations make
   * @param program the facts of its program
   */
  static FactTable of(
      OperationProfile operation,
      ProgramConstants constants,
      Set<String> dequantized,
      FactTable program) {
    OperationFacts made = new OperationFacts(operation, constants, program);
    made.operands(dequantized);
    made.parameters();
    return made.facts;
  }

  private void operands(Set<String> dequantized) {
    facts.put(Fact.OPERATION, operation.type());
    facts.put(Fact.MULTIPLY_ADDS, operation.multiplyAdds());
    long elements = 0;
    boolean quantized = false;
    boolean state = operation.type().endsWith("_state");
    boolean infinite = false;
    for (OperandProfile input : operation.inputs()) {
      if (input.type() == DataType.STRING) {
        continue; // how a parameter such as the padding is called
      }
      if (input.constant().isEmpty()) {
        shape(input.shape());
        type(input.type(), Fact.INPUT_TYPE);
        elements = Math.max(elements, input.shape().elementCount());
        quantized |= dequantized.contains(input.name());
        state |= input.state();
      } else if (!infinite && MASKED.contains(operation.type())) {
        infinite = isInfinite(input);
      }
    }
    for (OperandProfile output : operation.outputs()) {
      if (output.type() == DataType.STRING) {
        continue;
      }
      shape(output.shape());
      type(output.type(), Fact.OUTPUT_TYPE);
      state |= output.state();
    }
    facts.put(Fact.ELEMENTS, elements);
    facts.put(Fact.QUANTIZED_INPUT, quantized);
    facts.put(Fact.STATE, state);
    facts.put(Fact.INFINITE_CONSTANT, infinite);
  }

  private void shape(Shape shape) {
    facts.put(Fact.RANK, shape.rank());
    for (int axis = 0; axis < shape.rank(); axis++) {
      facts.put(Fact.DIMENSION, shape.dimension(axis));
    }
    if (shape.rank() > 0) {
      facts.put(Fact.LAST_DIMENSION, shape.dimension(-1));
    }
  }

  private void type(DataType type, Fact place) {
    facts.put(Fact.TYPE, type.text());
    facts.put(place, type.text());
  }

  private void parameters() {
    numbers("kernel_sizes", Fact.KERNEL);
    if (operation.type().startsWith("conv")) {
      for (OperandProfile input : operation.inputs()) {
        if (input.argument().equals("weight")) {
          for (int axis = 2; axis < input.shape().rank(); axis++) {
            facts.put(Fact.KERNEL, input.shape().dimension(axis));
          }
        }
      }
    }
    numbers("strides", Fact.STRIDE);
    numbers("dilations", Fact.DILATION);
    numbers("groups", Fact.GROUPS);
    numbers("epsilon", Fact.EPSILON);
    for (FactValue stride : facts.values(Fact.STRIDE)) {
      if (stride instanceof FactValue.Amount(double value)) {
        primeFactors((long) value);
      }
    }
  }

  private void primeFactors(long number) {
    long rest = Math.abs(number);
    for (long factor = 2; factor * factor <= rest && factor < 1 << 16; factor++) {
      while (rest % factor == 0) {
        facts.put(Fact.STRIDE_FACTOR, factor);
        rest /= factor;
      }
    }
    facts.put(Fact.STRIDE_FACTOR, rest);
  }

  private void numbers(String argument, Fact fact) {
    Operation of = operation.operation();
    if (constants.argument(of, argument).orElse(null) instanceof Value.OfTensor value) {
      Tensor tensor = value.tensor();
      int count = (int) Math.min(tensor.elementCount(), MOST_NUMBERS);
      if (tensor.type().isFloat() || tensor.type().isInteger() && tensor.type().bits() <= 32) {
        float[] numbers = new float[count];
        Elements.readFloats(tensor, 0, count, numbers, 0);
        for (float number : numbers) {
          facts.put(fact, number);
        }
      }
    }
  }

  private boolean isInfinite(OperandProfile input) {
    Optional<Value> value =
        input.name().isEmpty()
            ? constants.argument(operation.operation(), input.argument())
            : constants.named(input.name());
    if (!(value.orElse(null) instanceof Value.OfTensor(_, Tensor tensor, _))
        || !tensor.type().isFloat()) {
      return false;
    }
    float[] elements = new float[(int) Math.min(tensor.elementCount(), LOOKED_AT)];
    Elements.readFloats(tensor, 0, elements.length, elements, 0);
    for (float element : elements) {
      if (Float.isInfinite(element)) {
        return true;
      }
    }
    return false;
  }
}
