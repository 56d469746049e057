package dev.coremill.core.cache;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads one entry, and believes nothing of it that it has not checked. */
final class EntryReader {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final MemorySegment contents;
  private long position;

  private EntryReader(MemorySegment contents, long position) {
    this.contents = contents;
    this.position = position;
  }

  /**
   * The result of an entry; its tensors view the file.
   *
   * @param file the whole file
   * @throws IOException if it is damaged, or of another version; the message says in what way
   */
  static CachedResult read(ResultKey key, MemorySegment file) throws IOException {
    long end = file.byteSize() - Sha256.SIZE;
    if (end < EntryFormat.HEADER) {
      throw new IOException("it has only " + file.byteSize() + " bytes");
    }
    if (file.get(LONG, 0) != EntryFormat.MAGIC) {
      throw new IOException("it does not begin as one");
    }
    int version = file.get(INT, 8);
    if (version != EntryFormat.VERSION) {
      throw new IOException("it has version " + version + " of the format");
    }
    MemorySegment contents = file.asSlice(0, end);
    Sha256 hash = new Sha256();
    hash.add(contents);
    if (!Arrays.equals(hash.finish(), file.asSlice(end).toArray(ValueLayout.JAVA_BYTE))) {
      throw new IOException("its checksum does not fit");
    }
    int length = file.get(INT, 12);
    if (length < 0
        || length > EntryFormat.LONGEST_DESCRIPTION
        || length > end - EntryFormat.HEADER) {
      throw new IOException("its description has " + length + " bytes");
    }
    byte[] description =
        contents.asSlice(EntryFormat.HEADER, length).toArray(ValueLayout.JAVA_BYTE);
    try {
      return new EntryReader(contents, EntryFormat.HEADER + length).describe(key, description);
    } catch (IllegalArgumentException | IndexOutOfBoundsException misfit) {
      throw new IOException("its parts do not fit: " + misfit.getMessage(), misfit);
    }
  }

  private CachedResult describe(ResultKey key, byte[] description) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(description));
    if (!Arrays.equals(in.readNBytes(Sha256.SIZE), key.toBytes())) {
      throw new IOException("it belongs to another key");
    }
    List<CachedResult.Step> steps = new ArrayList<>();
    for (int left = EntryFormat.readCount(in); left > 0; left--) {
      boolean rewritten = in.readBoolean();
      String reason = EntryFormat.readText(in);
      List<String> remarks = new ArrayList<>();
      for (int more = EntryFormat.readCount(in); more > 0; more--) {
        remarks.add(EntryFormat.readText(in));
      }
      steps.add(new CachedResult.Step(rewritten, reason, remarks));
    }
    Optional<CachedResult.Measured> error = Optional.empty();
    if (in.readBoolean()) {
      error =
          Optional.of(
              new CachedResult.Measured(
                  in.readDouble(), in.readDouble(), in.readFloat(), in.readLong()));
    }
    WeightExpression expression = ExpressionTree.read(in, this::tensor);
    if (in.available() != 0 || position != contents.byteSize()) {
      throw new IOException("more follows than it describes");
    }
    expression.encoding().validate();
    return new CachedResult(expression, steps, error);
  }

  private Tensor tensor(DataType type, Shape shape) {
    long start = EntryFormat.aligned(position);
    long size = Tensor.packedSize(type, shape.elementCount());
    Tensor tensor = Tensor.of(type, shape, contents.asSlice(start, size));
    position = start + size;
    return tensor;
  }
}
