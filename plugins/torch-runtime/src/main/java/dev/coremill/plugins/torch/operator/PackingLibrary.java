package dev.coremill.plugins.torch.operator;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.global.torch;

/**
 * The parts of libtorch that compute with packed weights. Builds and processors differ in them.
 *
 * @param convolutions whether it packs the weights of convolutions, which oneDNN does
 * @param halves whether it packs the float16 weights of matrix products, which FBGEMM does on x86
 */
public record PackingLibrary(boolean convolutions, boolean halves) {
  /** Packs nothing: every operation is computed as it stands. */
  public static final PackingLibrary NONE = new PackingLibrary(false, false);

  /** What there is on this machine. */
  public static PackingLibrary ofThisMachine() {
    try (PointerScope _ = new PointerScope()) {
      boolean convolutions =
          torch.hasMKLDNN()
              && NativeOperator.exists(PackedConvolution.COMPUTE)
              && packs(
                  PackedWeights.PACK,
                  new IValue(torch.zeros(1, 1, 1, 1)),
                  NativeOperator.integers(0, 0),
                  NativeOperator.integers(1, 1),
                  NativeOperator.integers(1, 1),
                  new IValue(1),
                  NativeOperator.integers(1, 1, 1, 1));
      boolean halves =
          NativeOperator.exists(PackedProduct.COMPUTE)
              && packs(PackedProduct.PACK, new IValue(torch.zeros(1, 1)), new IValue());
      return new PackingLibrary(convolutions, halves);
    }
  }

  /** Whether an operator packs the smallest weight that there is. */
  private static boolean packs(String operator, IValue... arguments) {
    if (!NativeOperator.exists(operator)) {
      return false;
    }
    try (NativeOperator pack = NativeOperator.open(operator)) {
      return !pack.call(arguments).isNone();
    } catch (RuntimeException unsupported) {
      // This is the answer: libtorch knows whether the processor goes with it when it packs.
      return false;
    }
  }
}
