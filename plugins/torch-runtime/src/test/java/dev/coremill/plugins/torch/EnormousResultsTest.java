package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.integers;
import static dev.coremill.plugins.torch.OperationRun.shape;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.runtime.PredictionException;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Tensor;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operations whose few numbers ask for more memory than any machine has. */
class EnormousResultsTest {
  static Stream<OperationRun> enormous() {
    return Stream.of(
        OperationRun.of("fill").parameter("shape", 1 << 30, 2),
        OperationRun.of("tile")
            .input("x", floats(shape(2), 1, 2))
            .parameter("reps", new int[] {1 << 30}),
        OperationRun.of("gather")
            .input("x", floats(shape(1, 1 << 16), new float[1 << 16]))
            .input("indices", integers(new int[1 << 16])),
        OperationRun.of("gather_nd")
            .input("x", floats(shape(1, 1 << 16), new float[1 << 16]))
            .input("indices", integers(shape(1 << 16, 1), new int[1 << 16])),
        OperationRun.of("one_hot")
            .input("indices", integers(0, 1))
            .integer("one_hot_vector_size", 1 << 30),
        OperationRun.of("one_hot")
            .input("indices", integers())
            .integer("one_hot_vector_size", Integer.MAX_VALUE),
        OperationRun.of("space_to_batch")
            .input("x", floats(shape(1, 1, 1, 1), 1))
            .parameter("block_shape", 1, 1)
            .parameter("paddings", integers(shape(2, 2), Integer.MAX_VALUE, 0, 0, 0)),
        OperationRun.of("range_1d")
            .integer("start", 0)
            .integer("end", Integer.MAX_VALUE)
            .integer("step", 1),
        OperationRun.of("pad")
            .input("x", floats(shape(2), 1, 2))
            .parameter("pad", Integer.MAX_VALUE, 0)
            .parameter("mode", "replicate"),
        OperationRun.of("random_normal").parameter("shape", 1 << 20, 1 << 20),
        OperationRun.of("resize_nearest_neighbor")
            .input("x", floats(shape(1, 1, 1), 1))
            .integer("target_size_height", 1)
            .integer("target_size_width", Integer.MAX_VALUE),
        OperationRun.of("upsample_bilinear")
            .input("x", floats(shape(1, 1, 1), 1))
            .parameter("scale_factor_height", 1e12f),
        OperationRun.of("crop_resize")
            .input("x", floats(shape(1, 1, 1, 1), 1))
            .input("boxes", floats(shape(1, 4), 0, 0, 0, 0))
            .integer("target_width", Integer.MAX_VALUE),
        OperationRun.of("reduce_sum")
            .input("x", floats(shape(1, Integer.MAX_VALUE, 0)))
            .parameter("axes", integers(-1, 0)),
        OperationRun.of("affine")
            .input("x", floats(shape(1, 0, 1, 1)))
            .input("transform_matrix", floats(shape(1, 6), new float[6]))
            .integer("output_height", 1 << 16)
            .integer("output_width", 1 << 16)
            .parameter("sampling_mode", "bilinear")
            .parameter("padding_mode", "constant")
            .parameter("padding_value", 0f)
            .parameter("coordinates_mode", "normalized_minus_one_to_one")
            .parameter("align_corners", true),
        OperationRun.of("non_maximum_suppression")
            .input("boxes", floats(shape(1, 4, 1), 0, 0, 1, 1))
            .input("scores", floats(shape(1, 1, 1), 1))
            .parameter("iou_threshold", 0.5f)
            .integer("max_boxes", Integer.MAX_VALUE)
            .outputs(DataType.FLOAT32, DataType.FLOAT32, DataType.INT32));
  }

  static Stream<OperationRun> enormousWindows() {
    int most = Integer.MAX_VALUE;
    Tensor one = floats(shape(1, 1, 1), 1);
    return Stream.of(
        OperationRun.of("conv")
            .input("x", one)
            .input("weight", one)
            .parameter("pad_type", "custom")
            .parameter("pad", most, most),
        OperationRun.of("conv")
            .input("x", one)
            .constant("weight", one)
            .parameter("pad_type", "custom")
            .parameter("pad", most, 0),
        OperationRun.of("conv")
            .input("x", floats(shape(1, 1, 1 << 16), new float[1 << 16]))
            .constant("weight", floats(shape(1 << 16, 1, 1), new float[1 << 16])),
        OperationRun.of("conv")
            .input("x", floats(shape(1, 1, 1 << 16), new float[1 << 16]))
            .input("weight", floats(shape(1 << 16, 1, 1), new float[1 << 16])),
        OperationRun.of("conv_transpose")
            .input("x", floats(shape(1, 1, 2), 1, 2))
            .constant("weight", one)
            .parameter("strides", new int[] {most}),
        OperationRun.of("conv_transpose")
            .input("x", one)
            .constant("weight", one)
            .parameter("output_shape", 1, 1, most),
        OperationRun.of("avg_pool")
            .input("x", one)
            .parameter("kernel_sizes", new int[] {1})
            .parameter("pad_type", "custom")
            .parameter("pad", most, most),
        OperationRun.of("max_pool")
            .input("x", one)
            .parameter("kernel_sizes", new int[] {2})
            .parameter("pad_type", "custom")
            .parameter("pad", most, most),
        OperationRun.of("l2_pool")
            .input("x", one)
            .parameter("kernel_sizes", new int[] {most})
            .parameter("strides", new int[] {1})
            .parameter("pad_type", "same"));
  }

  static Stream<OperationRun> enormousPairs() {
    Tensor row = floats(shape(1, 1 << 20), new float[1 << 20]);
    Tensor column = floats(shape(1 << 20, 1), new float[1 << 20]);
    Tensor nothing = floats(shape(1 << 20, 0));
    Stream.Builder<OperationRun> all = Stream.builder();
    for (String type :
        new String[] {"add", "sub", "mul", "pow", "maximum", "less", "floor_div", "real_div"}) {
      all.add(OperationRun.of(type).input("x", row).input("y", column));
    }
    return all.add(OperationRun.of("matmul").input("x", column).input("y", row))
        .add(
            OperationRun.of("einsum")
                .input("values", column)
                .input("values", row)
                .parameter("equation", "ab,bc->ca"))
        .add(
            OperationRun.of("scaled_dot_product_attention")
                .input("query", floats(shape(1, 1L << 40, 0)))
                .input("key", floats(shape(1, 1, 0)))
                .input("value", floats(shape(1, 1, 1), 1)))
        .add(OperationRun.of("matmul").input("x", column).constant("y", row))
        .add(OperationRun.of("linear").input("x", column).input("weight", column))
        .add(OperationRun.of("linear").input("x", column).constant("weight", column))
        .add(
            OperationRun.of("matmul")
                .input("x", nothing)
                .input("y", nothing)
                .parameter("transpose_y", true))
        .add(
            OperationRun.of("select")
                .input("cond", Tensor.ofIntegers(DataType.BOOL, shape(1, 1, 2), 0, 1))
                .input("a", floats(shape(1, 1 << 20, 1), new float[1 << 20]))
                .input("b", floats(shape(1 << 20, 1, 1), new float[1 << 20])))
        .build();
  }

  @ParameterizedTest
  @MethodSource({"enormous", "enormousWindows"})
  void anEnormousResultIsRefusedBeforeItIsMade(OperationRun run) {
    assertThatThrownBy(run::run)
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("elements that are allowed");
  }

  @ParameterizedTest
  @MethodSource("enormousPairs")
  void aPairThatMakesMoreThanTheMachineHoldsIsRefused(OperationRun run) {
    assertThatThrownBy(run::run)
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("elements that this machine has memory for");
  }

  /** One tensor of 16 MiB, 65536 times. */
  @ParameterizedTest
  @ValueSource(strings = {"concat", "stack"})
  void aTensorThatStandsTooOftenInOneResultIsRefused(String type) {
    SmallProgram program =
        new SmallProgram()
            .input("x", floats(shape(1 << 22), new float[1 << 22]))
            .operation(
                type,
                "y",
                DataType.FLOAT32,
                "values",
                Collections.nCopies(1 << 16, "x"),
                "axis",
                integers(shape(), 0));
    assertThatThrownBy(() -> program.run("y"))
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("elements that this machine has memory for");
  }

  @Test
  void anElementThatIsGatheredTooOftenIsRefused() {
    SmallProgram program =
        new SmallProgram()
            .operation(
                "make_list",
                "list",
                DataType.FLOAT32,
                "init_length",
                integers(shape(), 1),
                "elem_shape",
                integers(1 << 22))
            .operation(
                "list_gather",
                "y",
                DataType.FLOAT32,
                "ls",
                "list",
                "indices",
                integers(new int[1 << 16]));
    assertThatThrownBy(() -> program.run("y"))
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("elements that this machine has memory for");
  }

  /** Of no images the windows would be counted all the same, and of no rows the classes. */
  @Test
  void nothingOfALargeShapeTakesNoMemory() {
    OperationRun.of("avg_pool")
        .input("x", floats(shape(0, 1, 1 << 20, 1 << 20)))
        .parameter("kernel_sizes", 2, 2)
        .parameter("strides", 2, 2)
        .parameter("pad_type", "custom")
        .parameter("pad", 1, 1, 1, 1)
        .parameter("exclude_padding_from_average", true)
        .run()
        .isClose(shape(0, 1, (1 << 19) + 1, (1 << 19) + 1));
    OperationRun.of("l2_norm")
        .input("x", floats(shape(1L << 40, 0, 1, 1)))
        .run()
        .isClose(shape(1L << 40, 0, 1, 1));
    OperationRun.of("layer_norm")
        .input("x", floats(shape(1L << 40, 0, 1)))
        .parameter("axes", new int[] {1})
        .run()
        .isClose(shape(1L << 40, 0, 1));
    OperationRun.of("argsort")
        .input("x", floats(shape(1L << 40, 0)))
        .integer("axis", 0)
        .run()
        .isClose(shape(1L << 40, 0));
    OperationRun.of("random_categorical")
        .input("x", floats(shape(0, Integer.MAX_VALUE)))
        .run()
        .isClose(shape(0, 1));
  }
}
