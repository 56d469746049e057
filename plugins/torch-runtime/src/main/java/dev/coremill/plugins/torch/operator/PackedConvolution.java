package dev.coremill.plugins.torch.operator;

import dev.coremill.api.tensor.Shape;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * A convolution over one or two spatial dimensions whose weight is a constant. oneDNN has it in the
 * blocks that its kernels read, and computes with the channels of images side by side: nothing is
 * laid out anew at each call, as it is with plain weights.
 */
final class PackedConvolution implements PackedKernel {
  static final String COMPUTE = "mkldnn::_convolution_pointwise";

  private final NativeOperator operator = NativeOperator.open(COMPUTE);
  private final IValue bias;
  private final IValue strides;
  private final IValue dilations;
  private final IValue groups;
  private final IValue noFunction = new IValue("none");
  private final IValue noParameters = NativeOperator.noNumbers();
  private final IValue noAlgorithm = new IValue();
  private final PlaneWindow window;
  private final PackedWeights weights;

  private PackedConvolution(PlaneWindow window, Tensor weight, @Nullable Tensor bias) {
    this.window = window;
    this.bias = bias == null ? new IValue() : new IValue(bias);
    this.strides = NativeOperator.integers(window.strides());
    this.dilations = NativeOperator.integers(window.dilations());
    this.groups = new IValue(window.groups());
    for (IValue value : held()) {
      value.retainReference();
    }
    this.weights = new PackedWeights(window.inTwo(weight), strides, dilations, groups);
  }

  private List<IValue> held() {
    return List.of(bias, strides, dilations, groups, noFunction, noParameters, noAlgorithm);
  }

  /** A {@code conv} whose weight and bias are constants. */
  static @Nullable PackedKernel of(OperationContext constants, PackingLibrary library) {
    boolean known =
        constants.isBound("weight") && (!constants.has("bias") || constants.isBound("bias"));
    if (!known || !library.convolutions()) {
      return null;
    }
    Tensor weight = constants.tensor("weight");
    Tensor bias = constants.tensorOrNull("bias");
    PlaneWindow window = PlaneWindow.of(constants, weight, bias);
    if (window == null) {
      return null;
    }
    PackedConvolution packed = new PackedConvolution(window, weight, bias);
    boolean done = false;
    try {
      constants.declaredShape("x").ifPresent(shape -> packed.fix(constants, shape));
      done = true;
      return packed;
    } finally {
      if (!done) {
        packed.close();
      }
    }
  }

  /** Packs the weight for the only images that the program lets enter, where the window fits. */
  private void fix(OperationContext constants, Shape shape) {
    long[] sizes = shape.dimensions();
    if (shape.elementCount() > 0 && window.fits(sizes)) {
      Placed placed = placed(constants, Tensors.empty(ScalarType.Float, Sizes.checked(sizes)));
      weights.fix(placed.image().shape(), placed.around());
    }
  }

  /**
   * What the window slides over, in two spatial dimensions.
   *
   * @param around how far oneDNN is to extend it on both sides
   */
  @SuppressWarnings("ArrayRecordComponent") // Nothing compares them or changes the arrays.
  private record Placed(Tensor image, long[] around) {}

  private Placed placed(OperationContext context, Tensor x) {
    window.requireFits(x);
    Padding padding = window.padding(context, x);
    boolean left = window.leaves(padding, x);
    return new Placed(
        window.inTwo(left ? x : padding.applied(x, 0)),
        window.inTwo(left ? padding.before() : window.zeros(), 0));
  }

  @Override
  public List<RuntimeValue> compute(OperationContext context) {
    Placed placed = placed(context, context.tensor("x"));
    long[] shape = window.resultShape(placed.image(), placed.around());
    Tensor result =
        placed.image().numel() == 0
            ? torch.zeros(shape, new TensorOptions(ScalarType.Float))
            : convolved(placed.image(), placed.around());
    return List.of(new RuntimeValue.OfTensor(window.asGiven(result), context.outputType(0)));
  }

  private Tensor convolved(Tensor image, long[] around) {
    return operator.compute(
        new IValue(image.contiguous(MemoryFormat.ChannelsLast)),
        weights.of(image.shape(), around),
        bias,
        NativeOperator.integers(around),
        strides,
        dilations,
        groups,
        noFunction,
        noParameters,
        noAlgorithm);
  }

  @Override
  public Set<String> packed() {
    return Set.of("weight", "bias");
  }

  @Override
  public void close() {
    for (IValue value : held()) {
      value.releaseReference();
    }
    weights.close();
    operator.close();
  }
}
