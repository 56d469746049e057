package dev.coremill.plugins.torch.operator;

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
  static final String PACK = "mkldnn::_reorder_convolution_weight";
  static final String COMPUTE = "mkldnn::_convolution_pointwise";

  private final NativeOperator operator;
  private final IValue weight;
  private final IValue bias;
  private final IValue strides;
  private final IValue dilations;
  private final IValue groups;
  private final IValue noFunction = new IValue("none");
  private final IValue noParameters = NativeOperator.noNumbers();
  private final IValue noAlgorithm = new IValue();
  private final PlaneWindow window;

  private PackedConvolution(
      NativeOperator operator, PlaneWindow window, IValue weight, IValue bias) {
    this.operator = operator;
    this.window = window;
    this.weight = weight;
    this.bias = bias;
    this.strides = NativeOperator.integers(window.strides());
    this.dilations = NativeOperator.integers(window.dilations());
    this.groups = new IValue(window.groups());
    for (IValue value : held()) {
      value.retainReference();
    }
  }

  private List<IValue> held() {
    return List.of(weight, bias, strides, dilations, groups, noFunction, noParameters, noAlgorithm);
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
    try (NativeOperator pack = NativeOperator.open(PACK)) {
      IValue packed =
          pack.call(
              new IValue(window.inTwo(weight)),
              NativeOperator.integers(0, 0),
              NativeOperator.integers(window.strides()),
              NativeOperator.integers(window.dilations()),
              new IValue(window.groups()),
              new IValue());
      return new PackedConvolution(
          NativeOperator.open(COMPUTE),
          window,
          packed,
          bias == null ? new IValue() : new IValue(bias));
    }
  }

  @Override
  public List<RuntimeValue> compute(OperationContext context) {
    Tensor x = context.tensor("x");
    window.requireFits(x);
    Padding padding = window.padding(context, x);
    boolean left = window.leaves(padding, x);
    Tensor image = window.inTwo(left ? x : padding.applied(x, 0));
    long[] around = window.inTwo(left ? padding.before() : window.zeros(), 0);
    long[] shape = window.resultShape(image, around);
    Tensor result =
        image.numel() == 0
            ? torch.zeros(shape, new TensorOptions(ScalarType.Float))
            : convolved(image, around);
    return List.of(new RuntimeValue.OfTensor(window.asGiven(result), context.outputType(0)));
  }

  private Tensor convolved(Tensor image, long[] around) {
    return operator.compute(
        new IValue(image.contiguous(MemoryFormat.ChannelsLast)),
        weight,
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
    operator.close();
  }
}
