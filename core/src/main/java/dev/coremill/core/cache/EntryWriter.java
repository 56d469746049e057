package dev.coremill.core.cache;

import dev.coremill.api.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Writes one entry. */
final class EntryWriter {
  private final OutputStream out;
  private final Sha256 hash = new Sha256();
  private final byte[] chunk = new byte[Sha256.CHUNK];
  private long position;

  private EntryWriter(OutputStream out) {
    this.out = out;
  }

  /** Writes everything; does not close the stream. */
  static void write(ResultKey key, CachedResult result, OutputStream out) throws IOException {
    List<Tensor> tensors = new ArrayList<>();
    byte[] description = description(key, result, tensors);
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(header);
    data.writeLong(EntryFormat.MAGIC);
    data.writeInt(EntryFormat.VERSION);
    data.writeInt(description.length);
    data.write(description);
    EntryWriter writer = new EntryWriter(out);
    writer.put(header.toByteArray(), header.size());
    for (Tensor tensor : tensors) {
      writer.align();
      writer.put(tensor.data());
    }
    out.write(writer.hash.finish());
  }

  private static byte[] description(ResultKey key, CachedResult result, List<Tensor> tensors)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(key.toBytes());
    out.writeInt(result.steps().size());
    for (CachedResult.Step step : result.steps()) {
      out.writeBoolean(step.rewritten());
      EntryFormat.writeText(out, step.reason());
      out.writeInt(step.remarks().size());
      for (String remark : step.remarks()) {
        EntryFormat.writeText(out, remark);
      }
    }
    out.writeBoolean(result.error().isPresent());
    if (result.error().isPresent()) {
      CachedResult.Measured error = result.error().get();
      out.writeDouble(error.squaredError());
      out.writeDouble(error.energy());
      out.writeFloat(error.largest());
      out.writeLong(error.elements());
    }
    ExpressionTree.write(out, result.expression(), tensors);
    return bytes.toByteArray();
  }

  private void align() throws IOException {
    int padding = (int) (EntryFormat.aligned(position) - position);
    put(new byte[padding], padding);
  }

  private void put(MemorySegment segment) throws IOException {
    long size = segment.byteSize();
    for (long start = 0; start < size; start += chunk.length) {
      int length = (int) Math.min(chunk.length, size - start);
      MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, start, chunk, 0, length);
      put(chunk, length);
    }
  }

  private void put(byte[] bytes, int length) throws IOException {
    hash.add(bytes, 0, length);
    out.write(bytes, 0, length);
    position += length;
  }
}
