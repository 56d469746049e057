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
              && NativeOperator.exists(PackedWeights.PACK)
              && NativeOperator.exists(PackedConvolution.COMPUTE);
      boolean halves =
          NativeOperator.exists(PackedProduct.PACK)
              && NativeOperator.exists(PackedProduct.COMPUTE)
              && packsHalves();
      return new PackingLibrary(convolutions, halves);
    }
  }

  private static boolean packsHalves() {
    try (NativeOperator pack = NativeOperator.open(PackedProduct.PACK)) {
      IValue packed = pack.call(new IValue(torch.zeros(1, 1)), new IValue());
      return !packed.isNone();
    } catch (RuntimeException unsupported) {
      // This is the answer: libtorch knows whether the processor goes with it when it packs.
      return false;
    }
  }
}
