package dev.coremill.core.sample;

import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A NumPy array as it comes out of a stream. Samples that are read in order take memory for one;
 * going back starts the stream anew, and an array in column-major order is held as a whole.
 */
final class NumpyColumn implements Column {
  /** Larger arrays are not turned from column-major order. */
  private static final long MOST_TURNED = 1 << 30;

  /** Where the bytes come from. */
  interface Opener {
    /** The stream from its beginning, header included. */
    InputStream open() throws IOException;
  }

  private final Opener opener;
  private final NumpyHeader header;
  private final long count;
  private final Shape sampleShape;
  private final int sampleBytes;
  private @Nullable InputStream stream;
  private long next;
  private byte @Nullable [] whole;

  private NumpyColumn(Opener opener, NumpyHeader header, Shape sampleShape, int sampleBytes) {
    this.opener = opener;
    this.header = header;
    this.count = header.shape().dimension(0);
    this.sampleShape = sampleShape;
    this.sampleBytes = sampleBytes;
  }

  /**
   * Opens an array and checks its size.
   *
   * @param available the most bytes that the stream can give, header included
   * @throws IllegalArgumentException if it is damaged, or too large
   */
  static NumpyColumn open(Opener opener, long available) throws IOException {
    NumpyHeader header;
    try (InputStream stream = opener.open()) {
      header = NumpyHeader.read(stream);
    }
    if (header.shape().rank() == 0) {
      throw new IllegalArgumentException(
          "is a single number; the first axis of every array is the sample");
    }
    if (header.bytes() > available - header.size()) {
      throw new IllegalArgumentException(
          "is cut off: its header promises "
              + header.shape()
              + ", which takes "
              + header.bytes()
              + " bytes, and there are at most "
              + Math.max(0, available - header.size()));
    }
    long[] dimensions = header.shape().dimensions();
    Shape sample = Shape.of(Arrays.copyOfRange(dimensions, 1, dimensions.length));
    int sampleBytes = SampleSize.bytes(header.type().bytes(), sample);
    long most = Math.min(MOST_TURNED, Runtime.getRuntime().maxMemory() / 4);
    if (header.columnMajor() && header.shape().rank() > 1 && header.bytes() > most) {
      throw new IllegalArgumentException(
          "stands in column-major order, which must be held as a whole, and takes "
              + header.bytes()
              + " bytes; the most are "
              + most
              + ": save it in C order");
    }
    return new NumpyColumn(opener, header, sample, sampleBytes);
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public Value read(long index) throws IOException {
    if (index < 0 || index >= count) {
      throw new IndexOutOfBoundsException("sample " + index + " of " + count);
    }
    byte[] bytes =
        header.columnMajor() && header.shape().rank() > 1 ? gathered(index) : streamed(index);
    if (header.type().type() == DataType.STRING) {
      return strings(bytes);
    }
    if (header.type().swapped()) {
      swap(bytes, header.type().bytes());
    }
    return Value.OfTensor.of(
        Tensor.of(header.type().type(), sampleShape, MemorySegment.ofArray(bytes)));
  }

  private byte[] streamed(long index) throws IOException {
    InputStream from = stream;
    if (from == null || index < next) {
      from = restart();
    }
    skip(from, (index - next) * sampleBytes);
    byte[] bytes = from.readNBytes(sampleBytes);
    if (bytes.length < sampleBytes) {
      throw cutOff();
    }
    next = index + 1;
    if (next == count) {
      requireEnd(from);
    }
    return bytes;
  }

  private InputStream restart() throws IOException {
    close();
    InputStream from = opener.open();
    stream = from;
    NumpyHeader again = NumpyHeader.read(from);
    if (!again.equals(header)) {
      throw new IllegalArgumentException("has changed while it was read");
    }
    next = 0;
    return from;
  }

  private static void skip(InputStream from, long bytes) throws IOException {
    try {
      from.skipNBytes(bytes);
    } catch (EOFException _) {
      throw cutOff();
    }
  }

  /** The elements of a sample of an array whose first index, that of the sample, runs fastest. */
  private byte[] gathered(long index) throws IOException {
    byte[] all = whole;
    if (all == null) {
      try (InputStream from = opener.open()) {
        NumpyHeader.read(from);
        all = readAll(from, (int) header.bytes());
      }
      whole = all;
    }
    int width = header.type().bytes();
    int rank = sampleShape.rank();
    long[] strides = new long[rank];
    long stride = count;
    for (int axis = 0; axis < rank; axis++) {
      strides[axis] = stride;
      stride *= sampleShape.dimension(axis);
    }
    byte[] bytes = new byte[sampleBytes];
    long[] position = new long[rank];
    long from = index;
    for (int to = 0; to < sampleBytes; to += width) {
      System.arraycopy(all, (int) (from * width), bytes, to, width);
      for (int axis = rank - 1; axis >= 0; axis--) {
        from += strides[axis];
        if (++position[axis] < sampleShape.dimension(axis)) {
          break;
        }
        from -= strides[axis] * position[axis];
        position[axis] = 0;
      }
    }
    return bytes;
  }

  /** Memory grows with what there is, not with what the header promises. */
  private static byte[] readAll(InputStream from, int size) throws IOException {
    byte[] bytes = from.readNBytes(size);
    if (bytes.length < size) {
      throw cutOff();
    }
    requireEnd(from);
    return bytes;
  }

  /** Reading the end lets an archive check its sum. */
  private static void requireEnd(InputStream from) throws IOException {
    if (from.read() != -1) {
      throw new IllegalArgumentException("has more bytes than its header says");
    }
  }

  private static IllegalArgumentException cutOff() {
    return new IllegalArgumentException("is cut off: it has fewer elements than its header says");
  }

  private static void swap(byte[] bytes, int width) {
    for (int start = 0; start < bytes.length; start += width) {
      for (int low = start, high = start + width - 1; low < high; low++, high--) {
        byte kept = bytes[low];
        bytes[low] = bytes[high];
        bytes[high] = kept;
      }
    }
  }

  private Value strings(byte[] bytes) {
    NumpyType type = header.type();
    List<String> strings = new ArrayList<>();
    for (int start = 0; start < bytes.length; start += type.bytes()) {
      StringBuilder text = new StringBuilder();
      int step = type.wide() ? 4 : 1;
      for (int at = start; at < start + type.bytes(); at += step) {
        int code = type.wide() ? codePoint(bytes, at, type.swapped()) : bytes[at] & 0xff;
        if (code == 0) {
          break;
        }
        if (!Character.isValidCodePoint(code)) {
          throw new IllegalArgumentException("holds a string with the invalid character " + code);
        }
        text.appendCodePoint(code);
      }
      strings.add(text.toString());
    }
    return Numbers.strings(sampleShape, strings);
  }

  private static int codePoint(byte[] bytes, int at, boolean swapped) {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      code = code << 8 | bytes[swapped ? at + i : at + 3 - i] & 0xff;
    }
    return code;
  }

  @Override
  public void close() {
    InputStream open = stream;
    stream = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException unclosable) {
        throw new UncheckedIOException("cannot be closed", unclosable);
      }
    }
  }
}
