package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.shape;

import dev.coremill.api.tensor.DataType;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    "forward,true,sigmoid_hard"
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
    "forward,true,false",
    "reverse,true,false",
    "forward,false,false",
    "forward,true,true",
    "reverse,false,true"
  })
  void aGatedLayerResetsAndUpdates(String direction, boolean every, boolean resetAfter) {
    float[] input = random(3 * HIDDEN * INPUTS);
    float[] recurrent = random(3 * HIDDEN * HIDDEN);
    float[] bias = random(3 * HIDDEN);
    float[] inputBias = random(3 * HIDDEN);
    float[] none = new float[3 * HIDDEN];
    float[] first = random(HIDDEN);
    double[] hidden = widened(first);
    double[][] outputs = new double[STEPS][];
    DoubleUnaryOperator sigmoid = function("sigmoid");
    for (int step : order(direction)) {
      double[] fromInput =
          gates(step, 3, input, noWeights(), resetAfter ? inputBias : bias, new double[HIDDEN]);
      double[] fromHidden = gates(-1, 3, input, recurrent, resetAfter ? bias : none, hidden);
      double[] next = new double[HIDDEN];
      for (int i = 0; i < HIDDEN; i++) {
        double reset = sigmoid.applyAsDouble(fromInput[i] + fromHidden[i]);
        double update =
            sigmoid.applyAsDouble(fromInput[2 * HIDDEN + i] + fromHidden[2 * HIDDEN + i]);
        double output = Math.tanh(fromInput[HIDDEN + i] + reset * fromHidden[HIDDEN + i]);
        next[i] = (1 - update) * output + update * hidden[i];
      }
      hidden = next;
      outputs[step] = hidden;
    }
    OperationRun operation =
        OperationRun.of("gru")
            .constant("weight_ih", floats(shape(3 * HIDDEN, INPUTS), input))
            .constant("weight_hh", floats(shape(3 * HIDDEN, HIDDEN), recurrent));
    if (resetAfter) {
      operation
          .parameter("reset_after", true)
          .constant("input_bias", floats(shape(3 * HIDDEN), inputBias));
    }
    check(operation, direction, every, first, bias, outputs, hidden);
  }

  @ParameterizedTest
  @CsvSource({
    "forward,true,false,100",
    "reverse,true,false,100",
    "forward,false,true,100",
    "reverse,false,true,0.2"
  })
  void aLongShortTermMemoryKeepsItsCell(
      String direction, boolean every, boolean peeping, float clip) {
    float[] input = random(4 * HIDDEN * INPUTS);
    float[] recurrent = random(4 * HIDDEN * HIDDEN);
    float[] bias = random(4 * HIDDEN);
    float[] peephole = peeping ? random(3 * HIDDEN) : new float[3 * HIDDEN];
    float[] first = random(HIDDEN);
    float[] memory = random(HIDDEN);
    double[] hidden = widened(first);
    double[] cell = widened(memory);
    double[][] outputs = new double[STEPS][];
    DoubleUnaryOperator sigmoid = function("sigmoid");
    for (int step : order(direction)) {
      double[] gates = gates(step, 4, input, recurrent, bias, hidden);
      double[] next = new double[HIDDEN];
      double[] nextCell = new double[HIDDEN];
      for (int i = 0; i < HIDDEN; i++) {
        double in = sigmoid.applyAsDouble(gates[i] + peephole[i] * cell[i]);
        double forget = sigmoid.applyAsDouble(gates[HIDDEN + i] + peephole[HIDDEN + i] * cell[i]);
        nextCell[i] =
            Math.clamp(forget * cell[i] + in * Math.tanh(gates[3 * HIDDEN + i]), -clip, clip);
        double out =
            sigmoid.applyAsDouble(gates[2 * HIDDEN + i] + peephole[2 * HIDDEN + i] * nextCell[i]);
        next[i] = out * Math.tanh(nextCell[i]);
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
            .parameter("clip", clip);
    if (peeping) {
      operation.constant("peephole", floats(shape(3 * HIDDEN), peephole));
    }
    operation.outputs(DataType.FLOAT32, DataType.FLOAT32, DataType.FLOAT32);
    OperationRun.Result result = checked(operation, direction, every, first, bias, outputs, hidden);
    result.isClose(2, shape(1, HIDDEN), narrowed(cell));
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
        expected[i] = (float) outputs[i / HIDDEN][i % HIDDEN];
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
      case "tanh" -> Math::tanh;
      case "relu" -> v -> Math.max(0, v);
      case "sigmoid" -> v -> 1 / (1 + Math.exp(-v));
      case "sigmoid_hard" -> v -> Math.clamp(0.2 * v + 0.5, 0, 1);
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
