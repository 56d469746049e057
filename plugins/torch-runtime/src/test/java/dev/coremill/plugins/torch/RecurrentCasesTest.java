package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.shape;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recurrent layers of 2 inputs, 3 hidden numbers and a batch of 1, against plain loops. */
class RecurrentCasesTest {
  private static final int STEPS = 4;
  private static final int INPUTS = 2;
  private static final int HIDDEN = 3;

  private final RandomGenerator random = new Random(3);
  private final float[] x = random(STEPS * INPUTS);

  private float[] random(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextInt(-10, 11) / 10f;
    }
    return values;
  }

  @ParameterizedTest
  @CsvSource({
    "forward,true,tanh",
    "reverse,true,relu",
    "forward,false,sigmoid",
    "reverse,false,linear",
    "forward,true,sigmoid_hard",
    "forward,true,scaled_tanh"
  })
  void aPlainLayerFeedsItsOutputBack(String direction, boolean every, String activation) {
    float[] input = random(HIDDEN * INPUTS);
    float[] recurrent = random(HIDDEN * HIDDEN);
    float[] bias = random(HIDDEN);
    float[] first = random(HIDDEN);
    double[] hidden = widened(first);
    double[][] outputs = new double[STEPS][];
    for (int step : order(direction)) {
      double[] gates = gates(step, 1, input, recurrent, bias, hidden);
      double[] next = new double[HIDDEN];
      for (int i = 0; i < HIDDEN; i++) {
        next[i] = function(activation).applyAsDouble(gates[i]);
      }
      hidden = next;
      outputs[step] = hidden;
    }
    OperationRun operation =
        OperationRun.of("rnn")
            .constant("weight_ih", floats(shape(HIDDEN, INPUTS), input))
            .constant("weight_hh", floats(shape(HIDDEN, HIDDEN), recurrent))
            .parameter("activation", activation);
    check(operation, direction, every, first, bias, outputs, hidden);
  }

  @ParameterizedTest
  @CsvSource({
    "forward,true,false,sigmoid,tanh",
    "reverse,true,false,hard_sigmoid,linear",
    "forward,false,false,tanh,sigmoid",
    "forward,true,true,sigmoid,tanh",
    "reverse,true,true,relu,scaled_tanh",
    "reverse,false,true,linear,hard_sigmoid"
  })
  void aGatedLayerResetsAndUpdates(
      String direction,
      boolean every,
      boolean resetAfter,
      String gateActivation,
      String activation) {
    float[] input = random(3 * HIDDEN * INPUTS);
    float[] recurrent = random(3 * HIDDEN * HIDDEN);
    float[] bias = random(3 * HIDDEN);
    float[] inputBias = random(3 * HIDDEN);
    float[] none = new float[3 * HIDDEN];
    float[] first = random(HIDDEN);
    double[] hidden = widened(first);
    double[][] outputs = new double[STEPS][];
    DoubleUnaryOperator gate = function(gateActivation);
    for (int step : order(direction)) {
      double[] fromInput =
          gates(step, 3, input, noWeights(), resetAfter ? inputBias : bias, new double[HIDDEN]);
      double[] fromHidden = gates(-1, 3, input, recurrent, resetAfter ? bias : none, hidden);
      double[] next = new double[HIDDEN];
      double[] reset = new double[HIDDEN];
      double[] kept = new double[HIDDEN];
      for (int i = 0; i < HIDDEN; i++) {
        reset[i] = gate.applyAsDouble(fromInput[i] + fromHidden[i]);
        kept[i] = reset[i] * hidden[i];
      }
      double[] fromKept = gates(-1, 3, input, recurrent, none, kept);
      for (int i = 0; i < HIDDEN; i++) {
        double update = gate.applyAsDouble(fromInput[2 * HIDDEN + i] + fromHidden[2 * HIDDEN + i]);
        double remembered = resetAfter ? reset[i] * fromHidden[HIDDEN + i] : fromKept[HIDDEN + i];
        double output = function(activation).applyAsDouble(fromInput[HIDDEN + i] + remembered);
        next[i] = (1 - update) * output + update * hidden[i];
      }
      hidden = next;
      outputs[step] = hidden;
    }
    OperationRun operation =
        OperationRun.of("gru")
            .constant("weight_ih", floats(shape(3 * HIDDEN, INPUTS), input))
            .constant("weight_hh", floats(shape(3 * HIDDEN, HIDDEN), recurrent));
    if (!gateActivation.equals("sigmoid")) {
      operation.parameter("recurrent_activation", gateActivation);
    }
    if (!activation.equals("tanh")) {
      operation.parameter("activation", activation);
    }
    if (resetAfter) {
      operation
          .parameter("reset_after", true)
          .constant("input_bias", floats(shape(3 * HIDDEN), inputBias));
    }
    check(operation, direction, every, first, bias, outputs, hidden);
  }

  @ParameterizedTest
  @CsvSource({
    "forward,true,false,100,sigmoid,tanh,tanh",
    "reverse,true,false,100,hard_sigmoid,relu,linear",
    "forward,false,true,100,tanh,linear,relu",
    "reverse,false,true,0.2,sigmoid,tanh,scaled_tanh",
    "forward,true,true,0.1,linear,scaled_tanh,hard_sigmoid"
  })
  void aLongShortTermMemoryKeepsItsCell(
      String direction,
      boolean every,
      boolean peeping,
      float clip,
      String gateActivation,
      String cellActivation,
      String activation) {
    float[] input = random(4 * HIDDEN * INPUTS);
    float[] recurrent = random(4 * HIDDEN * HIDDEN);
    float[] bias = random(4 * HIDDEN);
    float[] peephole = peeping ? random(3 * HIDDEN) : new float[3 * HIDDEN];
    float[] first = random(HIDDEN);
    float[] memory = random(HIDDEN);
    double[] hidden = widened(first);
    double[] cell = widened(memory);
    double[][] outputs = new double[STEPS][];
    DoubleUnaryOperator gate = function(gateActivation);
    DoubleUnaryOperator candidate = function(cellActivation);
    for (int step : order(direction)) {
      double[] gates = gates(step, 4, input, recurrent, bias, hidden);
      double[] next = new double[HIDDEN];
      double[] nextCell = new double[HIDDEN];
      for (int i = 0; i < HIDDEN; i++) {
        double in = gate.applyAsDouble(gates[i] + peephole[i] * cell[i]);
        double forget = gate.applyAsDouble(gates[HIDDEN + i] + peephole[HIDDEN + i] * cell[i]);
        nextCell[i] =
            Math.clamp(
                forget * cell[i] + in * candidate.applyAsDouble(gates[3 * HIDDEN + i]),
                -clip,
                clip);
        double out =
            gate.applyAsDouble(gates[2 * HIDDEN + i] + peephole[2 * HIDDEN + i] * nextCell[i]);
        next[i] = out * function(activation).applyAsDouble(nextCell[i]);
      }
      hidden = next;
      cell = nextCell;
      outputs[step] = hidden;
    }
    OperationRun operation =
        OperationRun.of("lstm")
            .input("initial_c", floats(shape(1, HIDDEN), memory))
            .constant("weight_ih", floats(shape(4 * HIDDEN, INPUTS), input))
            .constant("weight_hh", floats(shape(4 * HIDDEN, HIDDEN), recurrent))
            .parameter("clip", clip)
            .parameter("recurrent_activation", gateActivation)
            .parameter("cell_activation", cellActivation)
            .parameter("activation", activation);
    if (peeping) {
      operation.constant("peephole", floats(shape(3 * HIDDEN), peephole));
    }
    operation.outputs(DataType.FLOAT32, DataType.FLOAT32, DataType.FLOAT32);
    OperationRun.Result result = checked(operation, direction, every, first, bias, outputs, hidden);
    result.isClose(2, shape(1, HIDDEN), narrowed(cell));
  }

  /** Each way is that of a layer of its own; the backward outputs stand beside their inputs. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void bothWaysStandSideBySide(boolean every) {
    float[] first = random(2 * HIDDEN);
    float[] memory = random(2 * HIDDEN);
    OperationRun both =
        OperationRun.of("lstm")
            .input("x", floats(shape(STEPS, 1, INPUTS), x))
            .input("initial_h", floats(shape(1, 2 * HIDDEN), first))
            .input("initial_c", floats(shape(1, 2 * HIDDEN), memory))
            .parameter("direction", "bidirectional")
            .parameter("output_sequence", every)
            .outputs(DataType.FLOAT32, DataType.FLOAT32, DataType.FLOAT32);
    int steps = every ? STEPS : 1;
    float[] outputs = new float[steps * 2 * HIDDEN];
    float[] last = new float[2 * HIDDEN];
    float[] cell = new float[2 * HIDDEN];
    for (int way = 0; way < 2; way++) {
      String suffix = way == 0 ? "" : "_back";
      Map<String, Tensor> weights =
          Map.of(
              "weight_ih", floats(shape(4 * HIDDEN, INPUTS), random(4 * HIDDEN * INPUTS)),
              "weight_hh", floats(shape(4 * HIDDEN, HIDDEN), random(4 * HIDDEN * HIDDEN)),
              "bias", floats(shape(4 * HIDDEN), random(4 * HIDDEN)),
              "peephole", floats(shape(3 * HIDDEN), random(3 * HIDDEN)));
      OperationRun one =
          OperationRun.of("lstm")
              .input("x", floats(shape(STEPS, 1, INPUTS), x))
              .input("initial_h", floats(shape(1, HIDDEN), half(first, way)))
              .input("initial_c", floats(shape(1, HIDDEN), half(memory, way)))
              .parameter("direction", way == 0 ? "forward" : "reverse")
              .parameter("output_sequence", every)
              .outputs(DataType.FLOAT32, DataType.FLOAT32, DataType.FLOAT32);
      weights.forEach((name, tensor) -> {
        one.constant(name, tensor);
        both.constant(name + suffix, tensor);
      });
      OperationRun.Result result = one.run();
      float[] alone = Elements.floats(result.tensor(0));
      for (int i = 0; i < alone.length; i++) {
        int taken = i / HIDDEN;
        int step = way == 0 ? taken : steps - 1 - taken;
        outputs[(step * 2 + way) * HIDDEN + i % HIDDEN] = alone[i];
      }
      System.arraycopy(Elements.floats(result.tensor(1)), 0, last, way * HIDDEN, HIDDEN);
      System.arraycopy(Elements.floats(result.tensor(2)), 0, cell, way * HIDDEN, HIDDEN);
    }
    OperationRun.Result result = both.run();
    result.isClose(0, shape(steps, 1, 2 * HIDDEN), outputs);
    result.isClose(1, shape(1, 2 * HIDDEN), last);
    result.isClose(2, shape(1, 2 * HIDDEN), cell);
  }

  private static float[] half(float[] values, int way) {
    return Arrays.copyOfRange(values, way * HIDDEN, (way + 1) * HIDDEN);
  }

  private void check(
      OperationRun operation,
      String direction,
      boolean every,
      float[] first,
      float[] bias,
      double[][] outputs,
      double[] last) {
    operation.outputs(DataType.FLOAT32, DataType.FLOAT32);
    checked(operation, direction, every, first, bias, outputs, last);
  }

  private OperationRun.Result checked(
      OperationRun operation,
      String direction,
      boolean every,
      float[] first,
      float[] bias,
      double[][] outputs,
      double[] last) {
    OperationRun.Result result =
        operation
            .input("x", floats(shape(STEPS, 1, INPUTS), x))
            .input("initial_h", floats(shape(1, HIDDEN), first))
            .constant("bias", floats(shape(bias.length), bias))
            .parameter("direction", direction)
            .parameter("output_sequence", every)
            .run();
    float[] expected = narrowed(last);
    if (every) {
      expected = new float[STEPS * HIDDEN];
      for (int i = 0; i < expected.length; i++) {
        expected[i] = (float) outputs[order(direction)[i / HIDDEN]][i % HIDDEN];
      }
    }
    result.isClose(0, shape(every ? STEPS : 1, 1, HIDDEN), expected);
    result.isClose(1, shape(1, HIDDEN), narrowed(last));
    return result;
  }

  /** Weighted sums for some gates; without inputs where the step is negative. */
  private double[] gates(
      int step, int count, float[] input, float[] recurrent, float[] bias, double[] hidden) {
    double[] gates = new double[count * HIDDEN];
    for (int i = 0; i < gates.length; i++) {
      gates[i] = bias[i];
      for (int j = 0; j < INPUTS && step >= 0; j++) {
        gates[i] += input[i * INPUTS + j] * x[step * INPUTS + j];
      }
      for (int j = 0; j < HIDDEN; j++) {
        gates[i] += recurrent[i * HIDDEN + j] * hidden[j];
      }
    }
    return gates;
  }

  private static float[] noWeights() {
    return new float[3 * HIDDEN * HIDDEN];
  }

  private static int[] order(String direction) {
    return direction.equals("forward") ? new int[] {0, 1, 2, 3} : new int[] {3, 2, 1, 0};
  }

  private static DoubleUnaryOperator function(String name) {
    return switch (name) {
      case "tanh", "scaled_tanh" -> Math::tanh;
      case "relu" -> v -> Math.max(0, v);
      case "sigmoid" -> v -> 1 / (1 + Math.exp(-v));
      case "sigmoid_hard", "hard_sigmoid" -> v -> Math.clamp(0.2 * v + 0.5, 0, 1);
      default -> v -> v;
    };
  }

  private static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  private static float[] narrowed(double[] values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }
}
