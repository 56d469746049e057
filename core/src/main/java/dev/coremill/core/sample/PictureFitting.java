package dev.coremill.core.sample;

import dev.coremill.api.program.Dimension;
import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.core.mlpackage.FeatureType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings pictures to the size, the channels and the layout of an input. Pictures are stretched to
 * the whole input with a triangle filter that is as wide as the reduction asks for. Gray is 0.299
 * red + 0.587 green + 0.114 blue. Values are 0 to 255. For inputs that the model calls images its
 * program brings them to what it needs; for arrays they are taken times the scale, plus the bias.
 *
 * @param scale what values are multiplied with; empty where the user said nothing
 * @param bias what is added then, one value or one for each channel
 */
public record PictureFitting(List<Double> scale, List<Double> bias) {
  /** Values as they are in pictures, which only images take. */
  public static final PictureFitting NONE = new PictureFitting(List.of(), List.of());

  /** Copies the lists. */
  public PictureFitting {
    scale = List.copyOf(scale);
    bias = List.copyOf(bias);
  }

  /** As many values as are made of a picture. */
  private static final int MOST_ELEMENTS = 1 << 28;

  private record Target(
      int channels, int height, int width, boolean last, boolean reversed, Shape shape) {}

  /**
   * Makes a value for an input.
   *
   * @param picture uint8[height, width, channels]
   * @throws IllegalArgumentException if the input takes no pictures; the message says why
   */
  Value fit(Value picture, InputSpec input) {
    if (!(picture instanceof Value.OfTensor value)
        || value.tensor().type() != DataType.UINT8
        || value.tensor().shape().rank() != 3) {
      throw new IllegalArgumentException("is no picture of 8-bit channels");
    }
    Target target = target(input, value.tensor().shape());
    boolean image = input.image().isPresent();
    float[][] planes = new float[target.channels()][];
    for (int channel = 0; channel < planes.length; channel++) {
      planes[channel] = resize(value.tensor(), channel, target);
    }
    double[] values = new double[target.channels() * target.height() * target.width()];
    int size = target.height() * target.width();
    for (int channel = 0; channel < planes.length; channel++) {
      double factor = image ? 1 : entry(scale, channel, 1);
      double offset = image ? 0 : entry(bias, channel, 0);
      for (int i = 0; i < size; i++) {
        // Pictures have whole values; the filter's are rounded as a decoder of that size would.
        double value8 = Math.rint(Math.max(0, Math.min(255, planes[channel][i])));
        int at = target.last() ? i * planes.length + channel : channel * size + i;
        values[at] = value8 * factor + offset;
      }
    }
    return Value.OfTensor.of(Numbers.tensor(input.type(), target.shape(), values));
  }

  private static double entry(List<Double> values, int channel, double otherwise) {
    return values.isEmpty() ? otherwise : values.get(Math.min(channel, values.size() - 1));
  }

  /** Whether the user said what the values of pictures mean. */
  boolean isGiven() {
    return !scale.isEmpty() || !bias.isEmpty();
  }

  private Target target(InputSpec input, Shape picture) {
    if (input.image().isEmpty() && !isGiven()) {
      throw new IllegalArgumentException(
          "is a picture, and the input '"
              + input.name()
              + "' is an array: say with --image-scale and --image-bias what its values mean, such"
              + " as --image-scale 0.00392157");
    }
    Shape shape = shape(input, picture);
    int rank = shape.rank();
    if (rank < 2) {
      throw unfit(input);
    }
    boolean last =
        rank >= 3
            && !isChannels(shape.dimension(rank - 3))
            && isChannels(shape.dimension(rank - 1));
    int channelAxis = last ? rank - 1 : rank - 3;
    int heightAxis = last ? rank - 3 : rank - 2;
    long channels = channelAxis < 0 ? 1 : shape.dimension(channelAxis);
    long height = shape.dimension(heightAxis);
    long width = shape.dimension(heightAxis + 1);
    if (!isChannels(channels)
        || shape.elementCount() != channels * height * width
        || height < 1
        || width < 1
        || shape.elementCount() > MOST_ELEMENTS) {
      throw unfit(input);
    }
    if (input.image().isEmpty() && channels == 1 && Math.max(scale.size(), bias.size()) > 1) {
      throw new IllegalArgumentException(
          "is a picture for one channel, and --image-scale or --image-bias has one value for each"
              + " of three: give one");
    }
    boolean reversed =
        input.image().filter(image -> image.colorSpace() == FeatureType.ColorSpace.BGR).isPresent();
    return new Target((int) channels, (int) height, (int) width, last, reversed, shape);
  }

  /** A picture enters in its own size where the model takes several and that is one of them. */
  private static Shape shape(InputSpec input, Shape picture) {
    Shape own = own(input, picture);
    if (own != null && input.takes(own)) {
      return own;
    }
    return input.usual().orElseThrow(() -> unfit(input));
  }

  private static @Nullable Shape own(InputSpec input, Shape picture) {
    int rank = input.dimensions().size();
    if (input.variableRank() || rank < 2) {
      return null;
    }
    long[] sizes = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      if (input.dimensions().get(axis) instanceof Dimension.Fixed(long size)) {
        sizes[axis] = size;
      } else if (axis >= rank - 2) {
        sizes[axis] = picture.dimension(axis - (rank - 2));
      } else {
        return null;
      }
    }
    return Shape.of(sizes);
  }

  private static boolean isChannels(long size) {
    return size == 1 || size == 3;
  }

  private static IllegalArgumentException unfit(InputSpec input) {
    return new IllegalArgumentException(
        "is a picture, and the input '" + input.name() + "' is " + input.shown());
  }

  /** One channel of the target; the whole picture is never held as floats. */
  private static float[] resize(Tensor picture, int channel, Target target) {
    int height = (int) picture.shape().dimension(0);
    int width = (int) picture.shape().dimension(1);
    int channels = (int) picture.shape().dimension(2);
    boolean mixed = channels == 3 && target.channels() == 1;
    int from = channels == 1 || mixed ? 0 : target.reversed() ? 2 - channel : channel;
    MemorySegment bytes = picture.data();
    TriangleFilter.Rows rows =
        (y, into) -> {
          long at = (long) y * width * channels + from;
          for (int x = 0; x < width; x++, at += channels) {
            into[x] = mixed ? gray(bytes, at) : value(bytes, at);
          }
        };
    return TriangleFilter.resize(rows, width, height, target.width(), target.height());
  }

  private static int value(MemorySegment bytes, long at) {
    return bytes.get(ValueLayout.JAVA_BYTE, at) & 0xff;
  }

  private static float gray(MemorySegment bytes, long at) {
    return 0.299f * value(bytes, at)
        + 0.587f * value(bytes, at + 1)
        + 0.114f * value(bytes, at + 2);
  }
}
