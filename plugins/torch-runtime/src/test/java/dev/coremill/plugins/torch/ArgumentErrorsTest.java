package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.integers;
import static dev.coremill.plugins.torch.OperationRun.shape;
import static dev.coremill.plugins.torch.TestPrograms.operation;
import static dev.coremill.plugins.torch.TestPrograms.prepared;
import static dev.coremill.plugins.torch.TestPrograms.program;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Program;
import dev.coremill.api.program.Value;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.runtime.NumericMode;
import dev.coremill.api.runtime.PredictionException;
import dev.coremill.api.runtime.PreparedFunction;
import dev.coremill.api.runtime.States;
import dev.coremill.api.runtime.ValueObserver;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments that do not fit are named, with what is wrong of them. */
class ArgumentErrorsTest {
  private static void refuses(OperationRun run, String message) {
    assertThatThrownBy(run::run)
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining(message);
  }

  private static Tensor zeros(long... sizes) {
    return floats(Shape.of(sizes), new float[(int) Shape.of(sizes).elementCount()]);
  }

  @Test
  void aVectorIsNoSingleNumber() {
    OperationRun run = OperationRun.of("leaky_relu").input("x", floats(shape(2), 1, 2));
    refuses(run.parameter("alpha", floats(shape(2), 1, 2)), "'alpha' has 2 elements, not one (x: ");
    refuses(
        OperationRun.of("elu").input("x", zeros(2)).constant("alpha", zeros(0)),
        "'alpha' has 0 elements, not one");
  }

  @Test
  void anEmptyVectorIsNoAxis() {
    refuses(
        OperationRun.of("reverse")
            .input("x", zeros(2, 2))
            .parameter("axes", integers(0))
            .parameter("axes", integers()),
        "'axes' has 0 elements, not one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"real_div", "floor_div", "mod"})
  void integersAreNotDividedByZero(String type) {
    refuses(
        OperationRun.of(type)
            .input("x", integers(1, 2))
            .input("y", integers(3, 0))
            .outputs(DataType.INT32),
        "y has a 0, and integers cannot be divided by 0 (x: int32[2], y: int32[2])");
  }

  private static PreparedFunction writing(DataType type) {
    ValueType.OfTensor vector = ValueType.OfTensor.of(DataType.FLOAT32, shape(2));
    Program program =
        program(
            List.of(
                new NamedType("x", new ValueType.OfTensor(type, List.of(), true, Map.of())),
                new NamedType("total", new ValueType.OfState(vector))),
            List.of("x"),
            operation("write_state", "", DataType.FLOAT32, Map.of("input", "total", "data", "x")));
    return prepared(program, NumericMode.FLOAT32);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 3})
  void aStateKeepsItsShape(long size) {
    try (PreparedFunction function = writing(DataType.FLOAT32);
        States states = function.newStates()) {
      assertThatThrownBy(() ->
              function.predict(
                  Map.of("x", Value.OfTensor.of(zeros(size))), states, ValueObserver.NONE))
          .isInstanceOf(PredictionException.class)
          .hasMessageContaining(
              "the state 'total' is a float32[2], and what is written is a float32[" + size + "]");
    }
  }

  @Test
  void aStateKeepsItsType() {
    try (PreparedFunction function = writing(DataType.INT32);
        States states = function.newStates()) {
      assertThatThrownBy(() ->
              function.predict(
                  Map.of("x", Value.OfTensor.of(integers(1, 2))), states, ValueObserver.NONE))
          .isInstanceOf(PredictionException.class)
          .hasMessageContaining(
              "the state 'total' is a float32[2], and what is written is a int32[2]");
    }
  }

  private static OperationRun reshape(int... sizes) {
    return OperationRun.of("reshape").input("x", zeros(2, 3)).parameter("shape", sizes);
  }

  @Test
  void aShapeThatDoesNotHoldTheElementsIsNamed() {
    refuses(reshape(4, 2), "6 elements cannot be laid out as [4, 2]");
    refuses(reshape(-1, 4), "6 elements cannot be laid out as [-1, 4]");
    refuses(reshape(-1, -1), "shape [-1, -1] leaves two sizes open");
    refuses(reshape(-2, -3), "shape [-2, -3] has a -2");
    refuses(
        OperationRun.of("reshape_like")
            .input("x", zeros(2, 3))
            .input("ref_tensors", zeros(4, 2))
            .parameter("begins", integers(0))
            .parameter("ends", integers(2))
            .parameter("end_masks", Tensor.ofIntegers(DataType.BOOL, shape(1), 0)),
        "6 elements cannot be laid out as [4, 2]");
    refuses(
        OperationRun.of("reshape").input("x", zeros(3, 0)).parameter("shape", -1, 0),
        "0 elements cannot be laid out as [-1, 0]");
    refuses(
        OperationRun.of("reshape").input("x", zeros(3, 0)).parameter("shape", 2, 3),
        "0 elements cannot be laid out as [2, 3]");
    OperationRun.of("reshape")
        .input("x", zeros(0, 3))
        .parameter("shape", 3, -1)
        .run()
        .isClose(shape(3, 0));
  }

  @Test
  void repetitionsThatCannotBeAreNamed() {
    refuses(
        OperationRun.of("tile").input("x", zeros(2)).parameter("reps", new int[] {-1}),
        "reps has a -1; it must be at least 0");
  }

  /** Sizes: steps, batch, inputs; rows of weight_ih; size of the hidden state. */
  @ParameterizedTest
  @CsvSource({
    "rnn, 1, 'weight_ih has the shape [1, 5], not [2, 3]'",
    "gru, 3, 'weight_ih has the shape [3, 5], not [6, 3]'",
    "lstm, 4, 'weight_ih has the shape [4, 5], not [8, 3]'"
  })
  void sizesOfARecurrentLayerThatDoNotFitAreNamed(String type, long gates, String message) {
    refuses(
        layer(type, zeros(4, 1, 3), zeros(gates, 5), zeros(2 * gates, 2), zeros(1, 2)), message);
    refuses(
        layer(type, zeros(4, 3), zeros(2 * gates, 3), zeros(2 * gates, 2), zeros(1, 2)),
        "x has rank 2; it must have steps, a batch, and inputs");
    refuses(
        layer(type, zeros(4, 1, 3), zeros(2 * gates, 3), zeros(2 * gates, 2), zeros(2, 2)),
        "initial_h has the shape [2, 2], not [1, 2]");
    refuses(
        layer(type, zeros(4, 1, 3), zeros(2 * gates, 3), zeros(gates, 2), zeros(1, 2)),
        "weight_hh has the shape [" + gates + ", 2], not [" + 2 * gates + ", 2]");
    refuses(
        layer(type, zeros(4, 1, 3), zeros(2 * gates, 3), zeros(2 * gates, 2), zeros(1, 2))
            .constant("bias", zeros(gates)),
        "bias has the shape [" + gates + "], not [" + 2 * gates + "]");
  }

  private static OperationRun layer(
      String type, Tensor x, Tensor inputs, Tensor recurrent, Tensor hidden) {
    OperationRun run =
        OperationRun.of(type)
            .input("x", x)
            .constant("weight_ih", inputs)
            .constant("weight_hh", recurrent)
            .input("initial_h", hidden);
    return type.equals("lstm")
        ? run.input("initial_c", hidden)
            .outputs(DataType.FLOAT32, DataType.FLOAT32, DataType.FLOAT32)
        : run.outputs(DataType.FLOAT32, DataType.FLOAT32);
  }

  @Test
  void aLongShortTermMemoryNamesTheRestOfItsParameters() {
    Tensor x = zeros(4, 1, 3);
    refuses(
        layer("lstm", x, zeros(8, 3), zeros(8, 2), zeros(1, 2)).constant("peephole", zeros(4)),
        "peephole has the shape [4], not [6]");
    refuses(
        OperationRun.of("lstm")
            .input("x", x)
            .constant("weight_ih", zeros(8, 3))
            .constant("weight_hh", zeros(8, 2))
            .input("initial_h", zeros(1, 2))
            .input("initial_c", zeros(1, 3))
            .outputs(DataType.FLOAT32, DataType.FLOAT32, DataType.FLOAT32),
        "initial_c has the shape [1, 3], not [1, 2]");
    refuses(
        layer("lstm", x, zeros(8, 3), zeros(8, 2), zeros(1, 2))
            .parameter("direction", "bidirectional")
            .constant("weight_ih_back", zeros(8, 3))
            .constant("weight_hh_back", zeros(8, 2)),
        "initial_h has the shape [1, 2], not [1, 4]");
  }

  @Test
  void shapesThatCannotBeBroadcastAreNamed() {
    refuses(
        OperationRun.of("add").input("x", zeros(4, 2)).input("y", zeros(3)),
        "x of [4, 2] and y of [3] cannot be broadcast to each other");
    refuses(
        OperationRun.of("maximum").input("x", zeros(2, 1, 3)).input("y", zeros(3, 1, 1)),
        "x of [2, 1, 3] and y of [3, 1, 1] cannot be broadcast to each other");
    refuses(
        OperationRun.of("select")
            .input("cond", Tensor.ofIntegers(DataType.BOOL, shape(3), 0, 1, 0))
            .input("a", zeros(2, 1))
            .input("b", zeros(2)),
        "cond of [3] and b of [2] cannot be broadcast to each other");
  }

  @Test
  void factorsThatDoNotFitAreNamed() {
    refuses(
        OperationRun.of("matmul").input("x", zeros(2, 3)).input("y", zeros(2, 4)),
        "a row of x has 3 elements, and a column of y has 2");
    refuses(
        OperationRun.of("matmul")
            .input("x", zeros(2, 3))
            .input("y", zeros(3, 4))
            .parameter("transpose_y", true),
        "a row of x has 3 elements, and a column of y has 4");
    refuses(
        OperationRun.of("matmul").input("x", zeros(2, 3)).input("y", zeros()),
        "a product takes no scalars");
    refuses(
        OperationRun.of("linear").input("x", zeros(2, 3)).input("weight", zeros(4, 2)),
        "a row of x has 3 elements, and a row of weight has 2");
    refuses(
        OperationRun.of("linear").input("x", zeros(2, 3)).input("weight", zeros(3)),
        "weight has rank 1, not 2");
    for (long count : new long[] {1, 3}) {
      refuses(
          OperationRun.of("linear")
              .input("x", zeros(2, 3))
              .constant("weight", zeros(4, 3))
              .constant("bias", zeros(count)),
          "bias has the shape [" + count + "], not [4]");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aConvolutionTakesFloats(boolean constant) {
    OperationRun run = OperationRun.of("conv").input("x", integers(shape(1, 1, 3), new int[3]));
    refuses(
        constant ? run.constant("weight", zeros(1, 1, 1)) : run.input("weight", zeros(1, 1, 1)),
        "x holds no floats (x: int32[1, 1, 3]");
  }

  @Test
  void axesThatDoNotFitAreNamed() {
    OperationRun transpose = OperationRun.of("transpose").input("x", zeros(2, 3));
    refuses(
        transpose.parameter("perm", 1, -1),
        "perm [1, -1] does not name each axis of a tensor of rank 2 once");
    refuses(
        OperationRun.of("transpose").input("x", zeros(2, 3)).parameter("perm", new int[] {0}),
        "perm [0] does not name each axis of a tensor of rank 2 once");
    refuses(
        OperationRun.of("softmax").input("x", zeros(2, 3)).integer("axis", 2),
        "there is no axis 2 in a tensor of rank 2");
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "5, -1", "2147483647, 2147483647"})
  void partsThatDoNotAddUpAreNamed(int first, int second) {
    refuses(
        OperationRun.of("split")
            .input("x", zeros(2, 4))
            .parameter("split_sizes", first, second)
            .integer("axis", -1)
            .outputs(DataType.FLOAT32, DataType.FLOAT32),
        "split_sizes [" + first + ", " + second + "] do not add up to the 4 elements of axis 1");
  }

  @ParameterizedTest
  @CsvSource({
    "depth_to_space, block_size, the channel count 6 is no multiple of 4",
    "pixel_shuffle, upscale_factor, the channel count 6 is no multiple of 4",
    "space_to_depth, block_size, the width 3 is no multiple of 2",
    "pixel_unshuffle, downscale_factor, the width 3 is no multiple of 2"
  })
  void blocksThatDoNotFillAnImageAreNamed(String type, String argument, String message) {
    refuses(OperationRun.of(type).input("x", zeros(1, 6, 2, 3)).integer(argument, 2), message);
  }
}
