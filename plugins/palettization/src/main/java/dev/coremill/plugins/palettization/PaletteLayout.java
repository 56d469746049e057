package dev.coremill.plugins.palettization;

import dev.coremill.api.algorithm.IndivisiblePolicy;
import dev.coremill.api.algorithm.WeightPlan;
import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;
import dev.coremill.api.weight.InnermostFloat;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the tables are laid over one weight.
 *
 * @param shape the shape of the weight
 * @param type its float type, which the tables have too
 * @param packedCount how many non-zeros a sparse weight stores; -1 for a dense one
 * @param axis the axis along which channels form groups and entries lie
 * @param groups how many groups there are
 * @param vectorSize elements of an entry
 * @param scaleAxis the axis of the channels that have a scale; -1 for none
 * @param remark what the report should say about this; null for nothing
 */
record PaletteLayout(
    Shape shape,
    DataType type,
    long packedCount,
    int axis,
    int groups,
    int vectorSize,
    int scaleAxis,
    @Nullable String remark) {

  /** A layout, or the reason why there is none. */
  sealed interface Decision {
    /** The weight can be palettized. */
    record Possible(PaletteLayout layout) implements Decision {}

    /** It stays as it is, or the run must not start. */
    record Impossible(WeightPlan plan) implements Decision {}
  }

  /** Decides by types and shapes alone. */
  static Decision decide(
      WeightSite site, PalettizeConfiguration configuration, IndivisiblePolicy policy) {
    Encoding encoding = site.encoding();
    Optional<InnermostFloat.Role> role = InnermostFloat.role(encoding);
    if (role.isEmpty()) {
      return skip("it is quantized already");
    }
    if (role.get() == InnermostFloat.Role.TABLE) {
      return skip("it is palettized already");
    }
    Shape shape = encoding.shape();
    if (shape.rank() == 0 || shape.elementCount() == 0) {
      return skip("it has no channels");
    }
    boolean sparse = role.get() == InnermostFloat.Role.NON_ZEROS;
    if (sparse
        ? !(encoding instanceof Encoding.Sparse outer && outer.nonZeros().isDense())
        : !isPlain(encoding)) {
      return skip("it is stored as " + encoding + ", which lookup tables cannot be put into");
    }
    DataType type = InnermostFloat.in(encoding).type();
    if (type != DataType.FLOAT16 && type != DataType.FLOAT32) {
      return skip("its type is " + type.text() + "; tables have float16 or float32 entries");
    }
    if (sparse && configuration.clusterDim() > 1) {
      return refuse(
          "a sparse weight has no vectors of cluster_dim " + configuration.clusterDim(),
          "set cluster_dim to 1, or do not prune this weight first");
    }
    if (sparse && configuration.enablePerChannelScale()) {
      return refuse(
          "enable_per_channel_scale cannot be combined with a sparse weight",
          "leave enable_per_channel_scale out, or do not prune this weight first");
    }
    int asked = configuration.channelAxis().orElse(site.axes().output());
    if (asked >= shape.rank() || asked < -shape.rank()) {
      return refuse(
          "channel_axis " + asked + " for a weight of shape " + shape,
          "set channel_axis between 0 and " + (shape.rank() - 1) + ", or leave it out");
    }
    PaletteLayout whole =
        new PaletteLayout(
            shape,
            type,
            sparse ? InnermostFloat.in(encoding).shape().elementCount() : -1,
            shape.axis(asked),
            1,
            configuration.clusterDim(),
            configuration.enablePerChannelScale() ? shape.axis(site.axes().output()) : -1,
            null);
    return whole.grouped(configuration, policy);
  }

  private Decision grouped(PalettizeConfiguration configuration, IndivisiblePolicy policy) {
    long channels = shape.dimension(axis);
    if (channels % vectorSize != 0) {
      String problem =
          "cluster_dim " + vectorSize + " does not divide the " + channels + " channels";
      return switch (policy) {
        case ERROR ->
            refuse(problem, "set a cluster_dim that divides " + channels + ", or skip the weight");
        case SKIP, NEAREST -> skip(problem);
      };
    }
    if (configuration.granularity() == PalettizeConfiguration.Granularity.PER_TENSOR) {
      return new Decision.Possible(this);
    }
    int size = configuration.groupSize();
    if (size % vectorSize != 0) {
      return refuse(
          "cluster_dim " + vectorSize + " does not divide group_size " + size,
          "set a group_size that is a multiple of cluster_dim");
    }
    if (channels % size == 0) {
      return ofGroups(channels / size, null);
    }
    String problem = "group_size " + size + " does not divide the " + channels + " channels";
    return switch (policy) {
      case ERROR ->
          refuse(
              problem,
              "set a group_size that divides "
                  + channels
                  + ", skip the weight, or set on_indivisible to skip or nearest");
      case SKIP -> skip(problem);
      case NEAREST -> {
        long nearest = nearest(channels, size, vectorSize);
        yield ofGroups(channels / nearest, problem + "; took the nearest one, " + nearest);
      }
    };
  }

  private Decision ofGroups(long count, @Nullable String why) {
    if (count > 1 << 24) {
      return refuse(count + " groups of channels", "set a larger group_size");
    }
    return new Decision.Possible(
        new PaletteLayout(shape, type, packedCount, axis, (int) count, vectorSize, scaleAxis, why));
  }

  /** The divisor nearest to a size, the smaller of two, among the multiples of a step. */
  private static long nearest(long length, long size, long step) {
    long best = step;
    for (long candidate = step; candidate <= length; candidate += step) {
      if (length % candidate == 0 && Math.abs(candidate - size) < Math.abs(best - size)) {
        best = candidate;
      }
      if (candidate - size > Math.abs(best - size)) {
        break;
      }
    }
    return best;
  }

  /** What the innermost float tensor becomes, with tables for so many bits. */
  Encoding encoding(int bits) {
    Encoding lookup =
        new Encoding.Lookup(
            new Encoding.Dense(DataType.unsigned(bits), indexShape()),
            new Encoding.Dense(type, tableShape(bits)),
            vectorAxis());
    return scaleAxis < 0
        ? lookup
        : new Encoding.Affine(lookup, new Encoding.Dense(type, scaleShape()), null);
  }

  boolean isSparse() {
    return packedCount >= 0;
  }

  Shape indexShape() {
    return isSparse()
        ? Shape.of(packedCount)
        : shape.with(axis, shape.dimension(axis) / vectorSize);
  }

  Shape tableShape(int bits) {
    int rank = shape.rank();
    long[] dimensions = new long[rank + 2];
    Arrays.fill(dimensions, 1);
    dimensions[axis] = groups;
    dimensions[rank] = 1L << bits;
    dimensions[rank + 1] = vectorSize;
    return Shape.of(dimensions);
  }

  Shape scaleShape() {
    return shape.ones().with(scaleAxis, shape.dimension(scaleAxis));
  }

  int vectorAxis() {
    return vectorSize == 1 ? 0 : axis;
  }

  private static boolean isPlain(Encoding encoding) {
    return switch (encoding) {
      case Encoding.Dense _ -> true;
      case Encoding.Cast cast -> isPlain(cast.source());
      case Encoding.Affine _, Encoding.Lookup _, Encoding.Sparse _ -> false;
    };
  }

  private static Decision skip(String reason) {
    return new Decision.Impossible(new WeightPlan.Skip(reason));
  }

  private static Decision refuse(String problem, String mend) {
    return new Decision.Impossible(new WeightPlan.Refuse(problem, mend));
  }
}
