package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.runtime.PredictionException;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attention: its masks, and what does not fit together. */
class AttentionCasesTest {
  private static Tensor booleans(Shape shape, int... values) {
    return Tensor.ofIntegers(DataType.BOOL, shape, values);
  }

  private static OperationRun attention(Shape query, Shape key, Shape value) {
    return OperationRun.of("scaled_dot_product_attention")
        .input("query", floats(query, new float[(int) query.elementCount()]))
        .input("key", floats(key, new float[(int) key.elementCount()]))
        .input("value", OperationRun.counting(1, value));
  }

  /** Queries of nothing but zeros weigh all values that take part alike. */
  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5})
  void aMaskMayHaveOneAxisAlone(int rank) {
    long[] sizes = {1, 1, 1, 1, 1};
    sizes[rank - 1] = 2;
    Shape query = Shape.of(Arrays.copyOf(sizes, rank));
    sizes[rank - 2] = 3;
    Shape key = Shape.of(Arrays.copyOf(sizes, rank));
    attention(query, key, key)
        .input("attn_mask", booleans(shape(3), 1, 0, 1))
        .run()
        .isClose(query, 3, 4);
    float never = Float.NEGATIVE_INFINITY;
    attention(query, key, key)
        .input("attn_mask", floats(shape(3), never, 0, 0))
        .run()
        .isClose(query, 4, 5);
  }

  @ParameterizedTest
  @CsvSource({"true, 1", "true, 9", "false, 1", "false, 9"})
  void aRowThatSeesNothingIsNotANumber(boolean bool, int heads) {
    float never = Float.NEGATIVE_INFINITY;
    Tensor mask =
        bool
            ? booleans(shape(3, 2), 0, 1, 0, 0, 1, 1)
            : floats(shape(3, 2), never, 0, never, never, 0, 0);
    Tensor result =
        attention(shape(1, heads, 3, 1), shape(1, heads, 2, 1), shape(1, heads, 2, 1))
            .input("attn_mask", mask)
            .run()
            .tensor(0);
    float[] expected = new float[3 * heads];
    for (int head = 0; head < heads; head++) {
      expected[3 * head] = 2 * head + 2;
      expected[3 * head + 1] = Float.NaN;
      expected[3 * head + 2] = 2 * head + 1.5f;
    }
    assertThat(Elements.floats(result)).containsExactly(expected);
  }

  /** libtorch divides by the number of heads, and would take the whole process along. */
  @ParameterizedTest
  @CsvSource({"0, 2, 3, 4", "2, 0, 3, 4", "2, 2, 0, 4", "2, 2, 3, 0", "0, 0, 0, 0"})
  void attentionOfNothingIsNothing(int batch, int heads, int rows, int columns) {
    attention(
            shape(batch, heads, rows, 5),
            shape(batch, heads, 6, 5),
            shape(batch, heads, 6, columns))
        .input("attn_mask", booleans(shape(rows, 6), new int[rows * 6]))
        .run()
        .isClose(shape(batch, heads, rows, columns));
  }

  @Test
  void aRowIsReadToItsEnd() {
    int length = 100;
    int[] mask = new int[length];
    mask[length - 1] = 1;
    attention(shape(1, 1, 1), shape(1, length, 1), shape(1, length, 1))
        .input("attn_mask", booleans(shape(1, length), mask))
        .run()
        .isClose(shape(1, 1, 1), length);
  }

  @Test
  void aMaskThatIsNotLaidOutInOrderMasksTheSame() {
    new SmallProgram()
        .input("q", floats(shape(1, 2, 1), 0, 0))
        .input("k", floats(shape(1, 3, 1), 0, 0, 0))
        .input("v", floats(shape(1, 3, 1), 1, 2, 4))
        .input("columns", booleans(shape(3, 2), 1, 0, 1, 0, 0, 1))
        .operation(
            "transpose", "mask", DataType.BOOL, "x", "columns", "perm", OperationRun.integers(1, 0))
        .operation(
            "scaled_dot_product_attention",
            "y",
            DataType.FLOAT32,
            "query",
            "q",
            "key",
            "k",
            "value",
            "v",
            "attn_mask",
            "mask")
        .run("y")
        .isClose(shape(1, 2, 1), 1.5f, 4);
  }

  @Test
  void whatDoesNotFitTogetherIsNamed() {
    refuses(
        attention(shape(2, 1, 4), shape(1, 3, 4), shape(1, 3, 4)),
        "query, key and value have batches of 2, 1 and 1 in axis 0; they must be equal");
    refuses(
        attention(shape(1, 2, 1, 4), shape(1, 2, 3, 4), shape(1, 1, 3, 4)),
        "query, key and value have batches of 2, 2 and 1 in axis 1; they must be equal");
    refuses(
        attention(shape(1, 2, 4), shape(3, 4), shape(3, 4)),
        "query, key and value must have the same rank, 3 or more");
    refuses(
        attention(shape(1, 2, 4), shape(1, 3, 5), shape(1, 3, 4)),
        "an element of query has 4 numbers, and one of key 5");
    refuses(
        attention(shape(1, 2, 4), shape(1, 3, 4), shape(1, 2, 4)),
        "key has 3 elements, and value 2");
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1, 2", "1, 1, 4, 3", "2, 1, 2, 3"})
  void aMaskThatDoesNotFitIsNamed(int batch, int heads, int rows, int columns) {
    refuses(
        attention(shape(1, 1, 2, 4), shape(1, 1, 3, 4), shape(1, 1, 3, 4))
            .input(
                "attn_mask",
                booleans(
                    shape(batch, heads, rows, columns), new int[batch * heads * rows * columns])),
        "attn_mask of ["
            + batch
            + ", 1, "
            + rows
            + ", "
            + columns
            + "] cannot be broadcast to ["
            + "1, 1, 2, 3]");
  }

  @Test
  void manyHeadsWithAMaskEachAreThoseOfOneHeadAtATime() {
    Random random = new Random(5);
    float[] masks = new float[2 * 3 * 4 * 5];
    for (int i = 0; i < masks.length; i++) {
      masks[i] = random.nextInt(3) == 0 ? Float.NEGATIVE_INFINITY : random.nextInt(-4, 5) / 4f;
    }
    float[] expected = new float[2 * 3 * 4];
    for (int row = 0; row < expected.length; row++) {
      double total = 0;
      double sum = 0;
      for (int i = 0; i < 5; i++) {
        total += Math.exp(masks[row * 5 + i]);
        sum += Math.exp(masks[row * 5 + i]) * (1 + row / 4 * 5 + i);
      }
      expected[row] = (float) (sum / total);
    }
    attention(shape(2, 3, 4, 2), shape(2, 3, 5, 2), shape(2, 3, 5, 1))
        .input("attn_mask", floats(shape(2, 3, 4, 5), masks))
        .run()
        .isClose(shape(2, 3, 4, 1), expected);
  }

  private static void refuses(OperationRun run, String message) {
    assertThatThrownBy(run::run)
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining(message);
  }
}
