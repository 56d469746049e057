package dev.coremill.core.shape;

import dev.coremill.api.program.Opset;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.tensor.DataType;
import java.util.List;

/** The types of what each operator gives, from the types of its arguments. */
final class OperatorTypes {
  private OperatorTypes() {}

  /**
   * The types of the outputs. Control flow is not dealt with here, nor are constants.
   *
   * @throws Unresolved if they do not follow from what is known, or if the operator is not known
   */
  static List<Known> of(Arguments arguments, Opset opset) {
    return switch (arguments.operation().type()) {
      case "write_state" -> List.of();
      case "lstm" -> ProductTypes.recurrent(arguments, true);
      case "gru", "rnn" -> ProductTypes.recurrent(arguments, false);
      case "split" -> TransformationTypes.split(arguments);
      case "topk" -> TensorTypes.top(arguments);
      case "non_maximum_suppression" -> TensorTypes.suppressed(arguments, opset);
      default -> List.of(single(arguments, opset));
    };
  }

  private static Known single(Arguments arguments, Opset opset) {
    return switch (arguments.operation().type()) {
      case "abs",
          "acos",
          "asin",
          "atan",
          "atanh",
          "band_part",
          "batch_norm",
          "ceil",
          "clamped_relu",
          "clip",
          "cos",
          "cosh",
          "cumsum",
          "elu",
          "erf",
          "exp",
          "exp2",
          "floor",
          "gelu",
          "identity",
          "instance_norm",
          "inverse",
          "l2_norm",
          "layer_norm",
          "leaky_relu",
          "linear_activation",
          "local_response_norm",
          "log",
          "logical_not",
          "prelu",
          "relu",
          "relu6",
          "reverse",
          "reverse_sequence",
          "round",
          "rsqrt",
          "scaled_tanh",
          "sigmoid",
          "sigmoid_hard",
          "sign",
          "silu",
          "sin",
          "sinh",
          "slice_update",
          "softmax",
          "softplus",
          "softplus_parametric",
          "softsign",
          "sqrt",
          "square",
          "tan",
          "tanh",
          "threshold",
          "thresholded_relu" ->
          same(arguments.one("x"));
      case "scatter", "scatter_along_axis", "scatter_nd" -> same(arguments.one("data"));
      case "add", "floor_div", "maximum", "minimum", "mod", "mul", "pow", "real_div", "sub" ->
          TensorTypes.broadcast(arguments, false);
      case "equal",
          "greater",
          "greater_equal",
          "less",
          "less_equal",
          "logical_and",
          "logical_or",
          "logical_xor",
          "not_equal" ->
          TensorTypes.broadcast(arguments, true);
      case "select" -> TensorTypes.select(arguments);
      case "cast" ->
          Known.tensor(TensorTypes.named(arguments.text("dtype", "")), arguments.shape("x"));
      case "quantize" ->
          Known.tensor(
              TensorTypes.named(arguments.text("output_dtype", "")), arguments.shape("input"));
      case "dequantize" -> Known.tensor(arguments.type("scale"), arguments.shape("input"));
      case "conv" -> WindowTypes.convolution(arguments);
      case "conv_transpose" -> WindowTypes.transposedConvolution(arguments);
      case "avg_pool", "l2_pool", "max_pool" -> WindowTypes.pool(arguments);
      case "linear" -> ProductTypes.linear(arguments);
      case "matmul" -> ProductTypes.matmul(arguments);
      case "einsum" -> ProductTypes.einsum(arguments);
      case "scaled_dot_product_attention" -> ProductTypes.attention(arguments);
      case "reduce_argmax", "reduce_argmin" -> TensorTypes.reduceArgument(arguments);
      case "reduce_l1_norm",
          "reduce_l2_norm",
          "reduce_log_sum",
          "reduce_log_sum_exp",
          "reduce_max",
          "reduce_mean",
          "reduce_min",
          "reduce_prod",
          "reduce_sum",
          "reduce_sum_square" ->
          TensorTypes.reduce(arguments);
      case "gather" -> TensorTypes.gather(arguments);
      case "gather_along_axis" -> Known.tensor(arguments.type("x"), arguments.shape("indices"));
      case "gather_nd" -> TensorTypes.gatherNd(arguments);
      case "argsort" -> Known.tensor(DataType.INT32, arguments.shape("x"));
      case "one_hot" -> TensorTypes.oneHot(arguments);
      case "fill" -> TensorTypes.fill(arguments, arguments.integers("shape"));
      case "fill_like" -> TensorTypes.fill(arguments, arguments.shape("ref_tensor"));
      case "shape" -> Known.tensor(DataType.INT32, arguments.rank("x"));
      case "range_1d" -> TensorTypes.range(arguments);
      case "non_zero" -> TensorTypes.nonZero(arguments);
      case "random_bernoulli" -> TensorTypes.random(arguments, "prob");
      case "random_normal" -> TensorTypes.random(arguments, "mean", "stddev");
      case "random_uniform" -> TensorTypes.random(arguments, "low", "high");
      case "random_categorical" -> TensorTypes.randomCategories(arguments);
      case "read_state" -> held(arguments.one("input"));
      default -> arranged(arguments, opset);
    };
  }

  private static Known arranged(Arguments arguments, Opset opset) {
    return switch (arguments.operation().type()) {
      case "batch_to_space" -> TransformationTypes.batchToSpace(arguments);
      case "concat" -> TransformationTypes.concat(arguments);
      case "depth_to_space" -> TransformationTypes.toSpace(arguments, "block_size");
      case "expand_dims" -> TransformationTypes.expandDims(arguments);
      case "flatten2d" -> TransformationTypes.flatten(arguments);
      case "pad" -> TransformationTypes.pad(arguments);
      case "pixel_shuffle" -> TransformationTypes.toSpace(arguments, "upscale_factor");
      case "pixel_unshuffle" -> TransformationTypes.toDepth(arguments, "downscale_factor");
      case "reshape" -> TransformationTypes.reshape(arguments, opset);
      case "reshape_like" -> TransformationTypes.reshapeLike(arguments);
      case "slice_by_index" -> TransformationTypes.sliceByIndex(arguments);
      case "slice_by_size" -> TransformationTypes.sliceBySize(arguments);
      case "sliding_windows" -> TransformationTypes.slidingWindows(arguments);
      case "space_to_batch" -> TransformationTypes.spaceToBatch(arguments);
      case "space_to_depth" -> TransformationTypes.toDepth(arguments, "block_size");
      case "squeeze" -> TransformationTypes.squeeze(arguments);
      case "stack" -> TransformationTypes.stack(arguments);
      case "tile" -> TransformationTypes.tile(arguments);
      case "transpose" -> TransformationTypes.transpose(arguments);
      case "affine" ->
          ImageTypes.sized(
              arguments, arguments.integer("output_height"), arguments.integer("output_width"));
      case "crop" -> ImageTypes.crop(arguments);
      case "crop_resize" -> ImageTypes.cropResize(arguments, opset);
      case "resample" -> ImageTypes.resample(arguments);
      case "resize" -> ImageTypes.resize(arguments);
      case "resize_bilinear", "resize_nearest_neighbor" ->
          ImageTypes.sized(
              arguments,
              arguments.integer("target_size_height", 1),
              arguments.integer("target_size_width", 1));
      case "upsample_bilinear", "upsample_nearest_neighbor" -> ImageTypes.upsample(arguments);
      case "list_gather" -> ListTypes.gathered(arguments);
      case "list_length" -> ListTypes.length();
      case "list_read" -> ListTypes.read(arguments);
      case "list_scatter", "list_write" -> same(arguments.one("ls"));
      case "make_list" -> ListTypes.made(arguments);
      default -> throw new Unresolved("the operator is not known");
    };
  }

  private static Known same(Known known) {
    return Known.of(known.type());
  }

  private static Known held(Known state) {
    if (state.type() instanceof ValueType.OfState(ValueType wrapped)) {
      return Known.of(wrapped);
    }
    throw new Unresolved("input is no state");
  }
}
