package dev.coremill.plugins.torch.operator;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The weight of a convolution in the layouts in which oneDNN reads it. The best one depends on the
 * image and on the number of threads, and with another one oneDNN lays the weight out anew at each
 * call, which may take ten times as long as the convolution.
 */
final class PackedWeights implements AutoCloseable {
  static final String PACK = "mkldnn::_reorder_convolution_weight";

  /** Layouts that are kept, of a model that takes images of several shapes. */
  private static final int MOST = 2;

  private final NativeOperator pack = NativeOperator.open(PACK);
  private final IValue strides;
  private final IValue dilations;
  private final IValue groups;
  private final Map<List<Long>, IValue> layouts = new LinkedHashMap<>();

  /** The weight as it is; null once no other layout will be made of it. */
  private @Nullable IValue plain;

  /** Shares the arguments of the convolution; they must live as long as this. */
  PackedWeights(Tensor weight, IValue strides, IValue dilations, IValue groups) {
    this.plain = new IValue(weight);
    this.plain.retainReference();
    this.strides = strides;
    this.dilations = dilations;
    this.groups = groups;
  }

  /**
   * The weight for an image; it lives at least as long as the innermost pointer scope.
   *
   * @param image its shape, in two spatial dimensions
   * @param around how far it is extended on both sides
   */
  synchronized IValue of(long[] image, long[] around) {
    List<Long> key = Arrays.stream(image).boxed().toList();
    IValue known = layouts.get(key);
    IValue weight = plain;
    if (known != null) {
      return known;
    }
    if (weight == null) {
      return layouts.values().iterator().next();
    }
    IValue made =
        pack.call(
            weight,
            NativeOperator.integers(around),
            strides,
            dilations,
            groups,
            NativeOperator.integers(image));
    if (layouts.size() < MOST) {
      made.retainReference();
      layouts.put(key, made);
    }
    return made;
  }

  /** Makes the layout for the only image that there will be, and gives up the weight as it is. */
  synchronized void fix(long[] image, long[] around) {
    IValue _ = of(image, around);
    release();
  }

  private void release() {
    IValue weight = plain;
    plain = null;
    if (weight != null) {
      weight.releaseReference();
    }
  }

  @Override
  public synchronized void close() {
    release();
    layouts.values().forEach(IValue::releaseReference);
    layouts.clear();
    pack.close();
  }
}
