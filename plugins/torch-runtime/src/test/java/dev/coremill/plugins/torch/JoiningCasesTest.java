package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.shape;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.runtime.PredictionException;
import dev.coremill.api.tensor.DataType;
import org.junit.jupiter.api.Test;

/** Tensors without elements that are put together and taken apart, and what does not fit. */
class JoiningCasesTest {
  @Test
  void nothingIsSplitIntoPartsOfNothing() {
    OperationRun.Result parts =
        OperationRun.of("split")
            .input("x", floats(shape(0, 3)))
            .integer("axis", 0)
            .integer("num_splits", 2)
            .outputs(DataType.FLOAT32, DataType.FLOAT32)
            .run();
    parts.isClose(0, shape(0, 3));
    parts.isClose(1, shape(0, 3));
  }

  @Test
  void thereAreAsManyPartsAsTheProgramDeclares() {
    refuses(
        OperationRun.of("split")
            .input("x", floats(shape(0)))
            .integer("axis", 0)
            .integer("num_splits", Integer.MAX_VALUE),
        "split 'output_0' cannot be computed: num_splits is 2147483647, and the program declares"
            + " 1");
  }

  /** libtorch would leave the first one out. */
  @Test
  void aVectorOfNothingDoesNotGoWithAMatrix() {
    refuses(
        OperationRun.of("concat")
            .input("values", floats(shape(0)))
            .input("values", floats(shape(1, 2), 1, 2))
            .integer("axis", 0),
        "concat 'output_0' cannot be computed: values have the ranks 1 and 2");
  }

  private static void refuses(OperationRun run, String message) {
    assertThatThrownBy(run::run)
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining(message);
  }
}
