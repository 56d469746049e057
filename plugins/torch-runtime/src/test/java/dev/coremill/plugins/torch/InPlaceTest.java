package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.integers;
import static dev.coremill.plugins.torch.OperationRun.shape;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Operations reuse the memory of values that nothing needs any more, and of no others. */
class InPlaceTest {
  private static final DataType FLOAT = DataType.FLOAT32;

  @Test
  void aValueThatIsUsedLaterKeepsItsElements() {
    OperationRun.Result result =
        new SmallProgram()
            .input("x", floats(shape(2), -1, 2))
            .operation("relu", "a", FLOAT, "x", "x")
            .operation("add", "b", FLOAT, "x", "a", "y", floats(shape(2), 10, 10))
            .operation("mul", "c", FLOAT, "x", "b", "y", "a")
            .operation("sub", "d", FLOAT, "x", "c", "y", "x")
            .run("a", "b", "c", "d");

    result.isClose(0, shape(2), 0, 2);
    result.isClose(1, shape(2), 10, 12);
    result.isClose(2, shape(2), 0, 24);
    result.isClose(3, shape(2), 1, 22);
  }

  @Test
  void theMemoryBehindAViewIsKept() {
    OperationRun.Result result =
        new SmallProgram()
            .input("x", floats(shape(2), -1, 2))
            .operation("square", "a", FLOAT, "x", "x")
            .operation("reshape", "row", FLOAT, "x", "a", "shape", integers(1, 2))
            .operation("add", "more", FLOAT, "x", "row", "y", floats(shape(1, 1), 5))
            .operation(
                "clip",
                "cut",
                FLOAT,
                "x",
                "more",
                "alpha",
                floats(shape(), 0),
                "beta",
                floats(shape(), 8))
            .operation("add", "both", FLOAT, "x", "a", "y", "cut")
            .run("a", "both");

    result.isClose(0, shape(2), 1, 4);
    result.isClose(1, shape(1, 2), 7, 12);
  }

  @Test
  void aSmallValueIsSpreadIntoNewMemory() {
    OperationRun.Result result =
        new SmallProgram()
            .input("x", floats(shape(1, 2), 1, 2))
            .input("column", floats(shape(2, 1), 10, 20))
            .operation("relu", "a", FLOAT, "x", "x")
            .operation("relu", "b", FLOAT, "x", "column")
            .operation("add", "sum", FLOAT, "x", "a", "y", "b")
            .run("sum");

    result.isClose(shape(2, 2), 11, 12, 21, 22);
  }

  @Test
  void whatTheCallerGivesIsNeverWritten() {
    Tensor x = floats(shape(2), -3, 4);
    Tensor constant = floats(shape(2), 1, 1);
    SmallProgram program =
        new SmallProgram()
            .input("x", x)
            .operation("relu", "a", FLOAT, "x", "x")
            .operation("mul", "b", FLOAT, "x", constant, "y", "a")
            .operation(
                "sigmoid_hard",
                "c",
                FLOAT,
                "x",
                "b",
                "alpha",
                floats(shape(), 0.1f),
                "beta",
                floats(shape(), 0));

    program.run("c").isClose(shape(2), 0, 0.4f);
    assertThat(Elements.floats(x)).containsExactly(-3, 4);
    assertThat(Elements.floats(constant)).containsExactly(1, 1);
  }
}
