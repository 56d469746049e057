package dev.coremill.core.mlpackage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlobFileTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
  void whatIsWrittenIsRead(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Path path = folder.resolve("weight.bin");
    List<Tensor> tensors = new ArrayList<>();
    List<BlobRecord> records = new ArrayList<>();
    try (BlobWriter writer = new BlobWriter(path)) {
      for (int i = random.nextInt(40); i > 0; i--) {
        Tensor tensor = random(random);
        tensors.add(tensor);
        records.add(
            writer.append(
                TypeCodes.inBlobFile(tensor.type()),
                tensor.byteSize() * 8 - tensor.elementCount() * tensor.type().bits(),
                tensor.data()));
      }
      writer.finish();
    }
    try (Arena arena = Arena.ofConfined()) {
      BlobFile file = BlobFile.open(path, arena);
      file.requireSound();
      assertThat(file.count()).isEqualTo(tensors.size());
      for (int i = 0; i < tensors.size(); i++) {
        BlobRecord record = file.record(records.get(i).offset(), "a test");
        assertThat(record).isEqualTo(records.get(i));
        Tensor tensor = tensors.get(i);
        assertThat(
                file.tensor(record, tensor.type(), tensor.shape(), "a test").contentEquals(tensor))
            .isTrue();
      }
    }
  }

  private static Tensor random(SplittableRandom random) {
    List<DataType> types = new ArrayList<>(List.of(DataType.values()));
    types.removeIf(type -> TypeCodes.inBlobFile(type) == 0);
    DataType type = types.get(random.nextInt(types.size()));
    Shape shape = Shape.of(random.nextInt(20), 1 + random.nextInt(300));
    byte[] data = new byte[(int) Tensor.packedSize(type, shape.elementCount())];
    random.nextBytes(data);
    int used = (int) (shape.elementCount() * type.bits() % 8);
    if (used != 0) {
      data[data.length - 1] &= (byte) ((1 << used) - 1);
    }
    return Tensor.of(type, shape, MemorySegment.ofArray(data));
  }

  @Test
  void unusedBitsThatAreNotZeroAreReported() throws IOException {
    Path path = folder.resolve("weight.bin");
    MemorySegment data = MemorySegment.ofArray(new byte[] {0x21, (byte) 0xf3});
    try (BlobWriter writer = new BlobWriter(path)) {
      writer.append(TypeCodes.inBlobFile(DataType.UINT4), 4, data);
      writer.append(TypeCodes.inBlobFile(DataType.UINT4), 0, data);
      writer.finish();
    }
    try (Arena arena = Arena.ofConfined()) {
      BlobFile file = BlobFile.open(path, arena);
      assertThat(
              Fixtures.problem(() ->
                  file.tensor(file.record(64, "w"), DataType.UINT4, Shape.of(3), "operation 'w'")))
          .hasMessageContaining("operation 'w'")
          .hasMessageContaining("offset 64 has unused bits at its end that are not 0");
      assertThat(
              Fixtures.problem(
                  () -> file.tensor(file.record(192, "w"), DataType.UINT4, Shape.of(3), "w")))
          .hasMessageContaining("says 0 unused bits")
          .hasMessageContaining("leave 4");
    }
  }

  @Test
  void aRecordBeyondFourGibibytesIsRead() throws IOException {
    Path path = folder.resolve("weight.bin");
    try (BlobWriter writer = new BlobWriter(path)) {
      writer.finish();
    }
    long offset = 5L << 30;
    byte[] record = new byte[64 + 4];
    MemorySegment view = MemorySegment.ofArray(record);
    view.set(BlobFile.INT, 0, BlobRecord.SENTINEL);
    view.set(BlobFile.INT, 4, TypeCodes.inBlobFile(DataType.UINT8));
    view.set(BlobFile.LONG, 8, 4);
    view.set(BlobFile.LONG, 16, offset + 64);
    record[64] = 7;
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(offset); // a hole that takes no space
      file.write(record);
    }
    try (Arena arena = Arena.ofConfined()) {
      BlobFile file = BlobFile.open(path, arena);
      Tensor tensor = file.tensor(file.record(offset, "w"), DataType.UINT8, Shape.of(4), "w");
      assertThat(tensor.contentEquals(Tensor.ofIntegers(DataType.UINT8, Shape.of(4), 7, 0, 0, 0)))
          .isTrue();
    }
    Files.delete(path);
  }
}
