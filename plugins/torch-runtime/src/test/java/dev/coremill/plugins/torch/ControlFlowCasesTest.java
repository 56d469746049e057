package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.integers;
import static dev.coremill.plugins.torch.OperationRun.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.program.Block;
import dev.coremill.api.program.Dimension;
import dev.coremill.api.program.Value;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.runtime.PredictionException;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Inner blocks, lists and classifiers. */
class ControlFlowCasesTest {
  private static final DataType FLOAT = DataType.FLOAT32;

  private static Tensor number(int value) {
    return integers(shape(), value);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aConditionRunsOneOfTwoBlocks(boolean holds) {
    Block doubled =
        new SmallProgram().operation("add", "t", FLOAT, "x", "x", "y", "x").block("t", "x");
    Block squared = new SmallProgram().operation("square", "f", FLOAT, "x", "x").block("f", "f");
    OperationRun.Result result =
        new SmallProgram()
            .input("p", Tensor.ofIntegers(DataType.BOOL, shape(), holds ? 1 : 0))
            .input("x", floats(shape(2), 3, 5))
            .operation("cond", "a b", FLOAT, List.of(doubled, squared), "pred", "p")
            .run("a", "b");
    if (holds) {
      result.isClose(0, shape(2), 6, 10);
      result.isClose(1, shape(2), 3, 5);
    } else {
      result.isClose(0, shape(2), 9, 25);
      result.isClose(1, shape(2), 9, 25);
    }
  }

  /** Doubles x until the counter, from 0 on, reaches the limit. */
  private static SmallProgram doubling(int limit) {
    Block goesOn =
        new SmallProgram()
            .parameter("i1")
            .parameter("x1")
            .operation("less", "more", DataType.BOOL, "x", "i1", "y", "limit")
            .block("more");
    Block body =
        new SmallProgram()
            .parameter("i2")
            .parameter("x2")
            .operation("add", "next", DataType.INT32, "x", "i2", "y", number(1))
            .operation("add", "twice", FLOAT, "x", "x2", "y", "x2")
            .block("next", "twice");
    return new SmallProgram()
        .input("start", number(0))
        .input("limit", number(limit))
        .input("x", floats(shape(2), 1, -3))
        .operation(
            "while_loop", "i y", FLOAT, List.of(goesOn, body), "loop_vars", List.of("start", "x"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 20})
  void aLoopRunsForAsLongAsItsConditionHolds(int rounds) {
    OperationRun.Result result = doubling(rounds).run("i", "y", "x");
    result.isExactly(0, shape(), rounds);
    result.isClose(1, shape(2), 1 << rounds, -3 * (1 << rounds));
    result.isClose(2, shape(2), 1, -3);
  }

  @Test
  void aLoopMayStandInABranch() {
    Block inner =
        new SmallProgram()
            .parameter("v1")
            .operation("less", "small", DataType.BOOL, "x", "v1", "y", "bound")
            .block("small");
    Block body =
        new SmallProgram().parameter("v2").operation("square", "w", FLOAT, "x", "v2").block("w");
    Block loop =
        new SmallProgram()
            .operation("while_loop", "r", FLOAT, List.of(inner, body), "loop_vars", "x")
            .block("r");
    Block other = new SmallProgram().block("x");
    new SmallProgram()
        .input("x", floats(shape(), 2))
        .input("bound", floats(shape(), 100))
        .input("p", Tensor.ofIntegers(DataType.BOOL, shape(), 1))
        .operation("cond", "z", FLOAT, List.of(loop, other), "pred", "p")
        .run("z")
        .isClose(shape(), 256);
  }

  /** Fibonacci numbers: each round the second variable becomes the first one. */
  @Test
  void aLoopMayExchangeItsVariables() {
    Block goesOn =
        new SmallProgram()
            .parameter("a1")
            .parameter("b1")
            .operation("less", "more", DataType.BOOL, "x", "b1", "y", "limit")
            .block("more");
    Block body =
        new SmallProgram()
            .parameter("a2")
            .parameter("b2")
            .operation("add", "next", FLOAT, "x", "a2", "y", "b2")
            .block("b2", "next");
    OperationRun.Result result =
        new SmallProgram()
            .input("zero", floats(shape(), 0))
            .input("one", floats(shape(), 1))
            .input("limit", floats(shape(), 50))
            .operation(
                "while_loop",
                "a b",
                FLOAT,
                List.of(goesOn, body),
                "loop_vars",
                List.of("zero", "one"))
            .run("a", "b");
    result.isClose(0, shape(), 34);
    result.isClose(1, shape(), 55);
  }

  /** Adds up i + j for i below 3 and j below i: the inner loop begins with what the outer has. */
  @Test
  void aLoopMayStandInALoop() {
    Block innerGoesOn =
        new SmallProgram()
            .parameter("j1")
            .parameter("s1")
            .operation("less", "inner_more", DataType.BOOL, "x", "j1", "y", "i2")
            .block("inner_more");
    Block innerBody =
        new SmallProgram()
            .parameter("j2")
            .parameter("s2")
            .operation("add", "both", FLOAT, "x", "i2", "y", "j2")
            .operation("add", "more_sum", FLOAT, "x", "s2", "y", "both")
            .operation("add", "next_j", FLOAT, "x", "j2", "y", "one")
            .block("next_j", "more_sum");
    Block goesOn =
        new SmallProgram()
            .parameter("i1")
            .parameter("t1")
            .operation("less", "more", DataType.BOOL, "x", "i1", "y", "limit")
            .block("more");
    Block body =
        new SmallProgram()
            .parameter("i2")
            .parameter("t2")
            .operation(
                "while_loop",
                "last_j sum",
                FLOAT,
                List.of(innerGoesOn, innerBody),
                "loop_vars",
                List.of("zero", "t2"))
            .operation("add", "next_i", FLOAT, "x", "i2", "y", "one")
            .block("next_i", "sum");
    OperationRun.Result result =
        new SmallProgram()
            .input("zero", floats(shape(), 0))
            .input("one", floats(shape(), 1))
            .input("limit", floats(shape(), 3))
            .operation(
                "while_loop",
                "i total",
                FLOAT,
                List.of(goesOn, body),
                "loop_vars",
                List.of("zero", "zero"))
            .run("i", "total");
    result.isClose(0, shape(), 3);
    result.isClose(1, shape(), (1 + 0) + (2 + 0) + (2 + 1));
  }

  /** The value of outside is used by every round, although each uses it for the last time. */
  @Test
  void whatALoopUsesFromOutsideKeepsItsElements() {
    Block goesOn =
        new SmallProgram()
            .parameter("i1")
            .parameter("s1")
            .operation("less", "more", DataType.BOOL, "x", "i1", "y", "limit")
            .block("more");
    Block body =
        new SmallProgram()
            .parameter("i2")
            .parameter("s2")
            .operation("square", "squares", FLOAT, "x", "outside")
            .operation("add", "sum", FLOAT, "x", "s2", "y", "squares")
            .operation("add", "next", FLOAT, "x", "i2", "y", "one")
            .block("next", "sum");
    new SmallProgram()
        .input("zero", floats(shape(), 0))
        .input("one", floats(shape(), 1))
        .input("limit", floats(shape(), 3))
        .input("x", floats(shape(2), 1, 2))
        .operation("add", "outside", FLOAT, "x", "x", "y", "one")
        .operation("sub", "none", FLOAT, "x", "x", "y", "x")
        .operation(
            "while_loop", "i y", FLOAT, List.of(goesOn, body), "loop_vars", List.of("zero", "none"))
        .run("y")
        .isClose(shape(2), 12, 27);
  }

  /** Element i is i times v; the list has one element before the loop and four after it. */
  @Test
  void aListGrowsInALoop() {
    OperationRun.Result result = filling(4, integers(3, 1, 0, 2));
    result.isExactly(0, shape(), 4);
    result.isClose(1, shape(4, 2), 3, 30, 1, 10, 0, 0, 2, 20);
  }

  @Test
  void aLoopMayFillALongList() {
    OperationRun.Result result = filling(10_000, integers(9_999, 5_000));
    result.isExactly(0, shape(), 10_000);
    result.isClose(1, shape(2, 2), 9_999, 99_990, 5_000, 50_000);
  }

  private static OperationRun.Result filling(int rounds, Tensor shown) {
    Block goesOn =
        new SmallProgram()
            .parameter("i1")
            .parameter("l1")
            .operation("less", "more", DataType.BOOL, "x", "i1", "y", number(rounds))
            .block("more");
    Block body =
        new SmallProgram()
            .parameter("i2")
            .parameter("l2")
            .operation("cast", "f", FLOAT, "x", "i2")
            .operation("mul", "w", FLOAT, "x", "v", "y", "f")
            .operation("list_write", "l3", FLOAT, "ls", "l2", "index", "i2", "value", "w")
            .operation("add", "next", DataType.INT32, "x", "i2", "y", number(1))
            .block("next", "l3");
    return list(1)
        .input("start", number(0))
        .input("v", floats(shape(2), 1, 10))
        .operation(
            "while_loop",
            "n all",
            FLOAT,
            List.of(goesOn, body),
            "loop_vars",
            List.of("start", "empty"))
        .operation("list_length", "length", DataType.INT32, "ls", "all")
        .operation("list_gather", "rows", FLOAT, "ls", "all", "indices", shown)
        .run("length", "rows");
  }

  private static SmallProgram list(int length) {
    return new SmallProgram()
        .operation(
            "make_list",
            "empty",
            FLOAT,
            "init_length",
            number(length),
            "elem_shape",
            List.of(number(2)));
  }

  @Test
  void aNewListHoldsZeros() {
    OperationRun.Result result =
        list(3)
            .operation("list_length", "n", DataType.INT32, "ls", "empty")
            .operation("list_read", "e", FLOAT, "ls", "empty", "index", number(2))
            .run("n", "e");
    result.isExactly(0, shape(), 3);
    result.isClose(1, shape(2), 0, 0);
  }

  @Test
  void aListThatIsWrittenIsANewOne() {
    OperationRun.Result result =
        list(2)
            .input("v", floats(shape(2), 7, 8))
            .operation("list_write", "l", FLOAT, "ls", "empty", "index", number(1), "value", "v")
            .operation("list_gather", "all", FLOAT, "ls", "l", "indices", integers(1, 0, 1))
            .operation("list_gather", "old", FLOAT, "ls", "empty", "indices", integers(0, 1))
            .run("all", "old");
    result.isClose(0, shape(3, 2), 7, 8, 0, 0, 7, 8);
    result.isClose(1, shape(2, 2), 0, 0, 0, 0);
  }

  @Test
  void aListGrowsWhereItIsWrittenBehindItsEnd() {
    OperationRun.Result result =
        list(1)
            .input("v", floats(shape(2), 7, 8))
            .operation("list_write", "l", FLOAT, "ls", "empty", "index", number(3), "value", "v")
            .operation("list_length", "n", DataType.INT32, "ls", "l")
            .operation("list_gather", "all", FLOAT, "ls", "l", "indices", integers(2, 3))
            .run("n", "all");
    result.isExactly(0, shape(), 4);
    result.isClose(1, shape(2, 2), 0, 0, 7, 8);
  }

  @Test
  void rowsAreScatteredIntoAList() {
    OperationRun.Result result =
        list(1)
            .input("v", floats(shape(2, 2), 1, 2, 3, 4))
            .operation(
                "list_scatter", "l", FLOAT, "ls", "empty", "indices", integers(2, 0), "value", "v")
            .operation("list_gather", "all", FLOAT, "ls", "l", "indices", integers(0, 1, 2))
            .run("all");
    result.isClose(0, shape(3, 2), 3, 4, 0, 0, 1, 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 2})
  void anElementThatIsNotThereIsRefused(int index) {
    SmallProgram program =
        list(2).operation("list_read", "e", FLOAT, "ls", "empty", "index", number(index));
    assertThatThrownBy(() -> program.run("e"))
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("there is no element " + index + " in a list of 2");
  }

  @Test
  void aListOfUnreasonableLengthIsRefused() {
    assertThatThrownBy(() -> list(Integer.MAX_VALUE).run("empty"))
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("a list of 2147483647 elements");
  }

  private static Value labels(String... labels) {
    ValueType.OfTensor text = ValueType.OfTensor.of(DataType.STRING, shape());
    List<Value> values = new ArrayList<>();
    for (String label : labels) {
      values.add(new Value.OfStrings(text, List.of(label)));
    }
    return new Value.OfList(new ValueType.OfList(text, new Dimension.Fixed(labels.length)), values);
  }

  @Test
  void aClassifierNamesTheLikeliestLabel() {
    OperationRun.Result result =
        new SmallProgram()
            .input("p", floats(shape(1, 3), 0.25f, 0.5f, 0.25f))
            .operation(
                "classify",
                "label all",
                FLOAT,
                "probabilities",
                "p",
                "classes",
                labels("cat", "dog", "eel"))
            .run("label", "all");
    assertThat(((Value.OfStrings) result.outputs().get(0)).strings()).containsExactly("dog");
    List<Value.Entry> entries = ((Value.OfDictionary) result.outputs().get(1)).entries();
    assertThat(entries).hasSize(3);
    assertThat(((Value.OfStrings) entries.get(2).key()).strings()).containsExactly("eel");
    assertThat(Elements.floats(((Value.OfTensor) entries.get(1).value()).tensor()))
        .containsExactly(0.5f);
  }

  @Test
  void labelsMayBeAListOfNumbers() {
    List<Value> numbers = new ArrayList<>();
    for (long number : new long[] {1L << 40, -3}) {
      numbers.add(Value.OfTensor.of(longs(number)));
    }
    ValueType.OfTensor scalar = ValueType.OfTensor.of(DataType.INT64, shape());
    Value classes = new Value.OfList(new ValueType.OfList(scalar, new Dimension.Fixed(2)), numbers);
    OperationRun.Result result =
        new SmallProgram()
            .input("p", floats(shape(2), 0.75f, 0.25f))
            .operation("classify", "label all", FLOAT, "probabilities", "p", "classes", classes)
            .run("label", "all");
    Tensor label = ((Value.OfTensor) result.outputs().get(0)).tensor();
    assertThat(label.type()).isEqualTo(DataType.INT64);
    assertThat(label.data().get(ValueLayout.JAVA_LONG_UNALIGNED, 0)).isEqualTo(1L << 40);
    List<Value.Entry> entries = ((Value.OfDictionary) result.outputs().get(1)).entries();
    Tensor second = ((Value.OfTensor) entries.get(1).key()).tensor();
    assertThat(second.data().get(ValueLayout.JAVA_LONG_UNALIGNED, 0)).isEqualTo(-3);
  }

  private static Tensor longs(long number) {
    MemorySegment data = MemorySegment.ofArray(new byte[Long.BYTES]);
    data.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, number);
    return Tensor.of(DataType.INT64, shape(), data);
  }

  @Test
  void theFirstOfEqualLabelsIsNamed() {
    OperationRun.Result result =
        new SmallProgram()
            .input("p", floats(shape(3), 0.25f, 0.375f, 0.375f))
            .operation(
                "classify",
                "label all",
                FLOAT,
                "probabilities",
                "p",
                "classes",
                integers(10, 20, 30))
            .run("label", "all");
    Tensor label = ((Value.OfTensor) result.outputs().get(0)).tensor();
    assertThat(label.type()).isEqualTo(DataType.INT64);
    assertThat(label.data().get(ValueLayout.JAVA_LONG_UNALIGNED, 0)).isEqualTo(20);
  }

  @Test
  void classesThatDoNotFitAreRefused() {
    SmallProgram program =
        new SmallProgram()
            .input("p", floats(shape(3), 0.25f, 0.375f, 0.375f))
            .operation(
                "classify", "label all", FLOAT, "probabilities", "p", "classes", labels("a", "b"));
    assertThatThrownBy(() -> program.run("label"))
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("there are 2 classes and 3 probabilities");
  }
}
