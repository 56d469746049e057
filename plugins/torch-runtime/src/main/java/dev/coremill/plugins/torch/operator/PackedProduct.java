package dev.coremill.plugins.torch.operator;

import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * A product with a constant matrix whose elements are float16 numbers. FBGEMM keeps them in 16
 * bits, in the order in which it reads them, and multiplies and adds in float32: half of the
 * memory, and for a single row, which is bound by reading the weights, a fraction of the time.
 */
final class PackedProduct implements PackedKernel {
  static final String PACK = "quantized::linear_prepack_fp16";
  static final String COMPUTE = "quantized::linear_dynamic_fp16";

  private final Set<String> packed;
  private final NativeOperator operator;
  private final IValue weight;
  private final long rows;
  private final long columns;

  private PackedProduct(
      Set<String> packed, NativeOperator operator, IValue weight, long rows, long columns) {
    this.packed = Set.copyOf(packed);
    this.operator = operator;
    this.weight = weight;
    this.rows = rows;
    this.columns = columns;
    weight.retainReference();
  }

  /** A {@code linear} whose weight and bias are constants. */
  static @Nullable PackedKernel ofLinear(OperationContext constants, PackingLibrary library) {
    boolean known =
        constants.isBound("weight") && (!constants.has("bias") || constants.isBound("bias"));
    if (!known || !library.halves()) {
      return null;
    }
    return of(Set.of("weight", "bias"), constants.tensor("weight"), constants.tensorOrNull("bias"));
  }

  /** A {@code matmul} whose second matrix is a constant. */
  static @Nullable PackedKernel ofMatmul(OperationContext constants, PackingLibrary library) {
    if (!library.halves()
        || !constants.isBound("y")
        || constants.isBound("x")
        || constants.tensor("y").dim() != 2
        || constants.flag("transpose_x", false)) {
      return null;
    }
    Tensor y = constants.tensor("y");
    Tensor weight = constants.flag("transpose_y", false) ? y : y.t().contiguous();
    return of(Set.of("y"), weight, null);
  }

  private static @Nullable PackedKernel of(
      Set<String> packed, Tensor weight, @Nullable Tensor bias) {
    if (weight.dim() != 2
        || weight.numel() == 0
        || !isHalf(weight)
        || bias != null && !fits(bias, weight)) {
      return null;
    }
    IValue addend = bias == null ? new IValue() : new IValue(bias);
    try (NativeOperator pack = NativeOperator.open(PACK)) {
      IValue matrix = pack.call(new IValue(weight), addend);
      return new PackedProduct(
          packed, NativeOperator.open(COMPUTE), matrix, weight.size(1), weight.size(0));
    }
  }

  private static boolean fits(Tensor bias, Tensor weight) {
    return Tensors.hasType(bias, ScalarType.Float)
        && bias.dim() == 1
        && bias.size(0) == weight.size(0);
  }

  /** Whether every element is a finite float16 number, so that none is changed by packing. */
  private static boolean isHalf(Tensor weight) {
    return Tensors.hasType(weight, ScalarType.Float)
        && weight.isfinite().all().item_bool()
        && weight.to(ScalarType.Half).to(ScalarType.Float).equal(weight);
  }

  @Override
  public List<RuntimeValue> compute(OperationContext context) {
    Tensor x = context.tensor("x");
    if (x.dim() == 0 || x.size(x.dim() - 1) != rows) {
      throw new OperatorException("its matrix takes rows of " + rows + " elements");
    }
    Sizes.checkProduct(x.numel() / rows, columns);
    Tensor product;
    if (x.numel() == 0) {
      product = empty(x);
    } else if (x.dim() == 1) {
      product = product(x.unsqueeze(0)).squeeze(0);
    } else {
      product = product(x);
    }
    return List.of(new RuntimeValue.OfTensor(product, context.outputType(0)));
  }

  private Tensor product(Tensor x) {
    // Integers may meet a constant of floats; what comes of it is cut to integers later.
    Tensor numbers = x.is_floating_point() ? x : x.to(ScalarType.Float);
    return operator.compute(new IValue(numbers), weight);
  }

  private Tensor empty(Tensor x) {
    long[] shape = x.shape();
    shape[shape.length - 1] = columns;
    return torch.zeros(shape, new TensorOptions(ScalarType.Float));
  }

  @Override
  public Set<String> packed() {
    return packed;
  }

  @Override
  public void close() {
    weight.releaseReference();
    operator.close();
  }
}
