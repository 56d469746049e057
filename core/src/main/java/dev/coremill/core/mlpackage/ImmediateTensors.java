package dev.coremill.core.mlpackage;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.core.mlpackage.proto.BoolsMessage;
import dev.coremill.core.mlpackage.proto.BytesMessage;
import dev.coremill.core.mlpackage.proto.DoublesMessage;
import dev.coremill.core.mlpackage.proto.FloatsMessage;
import dev.coremill.core.mlpackage.proto.IntsMessage;
import dev.coremill.core.mlpackage.proto.LongIntsMessage;
import dev.coremill.core.mlpackage.proto.TensorMessage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Tensors whose elements the model file itself holds. Each type has one field that holds it. */
final class ImmediateTensors {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private ImmediateTensors() {}

  /**
   * The tensor in a message; null if the message does not hold one of this type and shape in the
   * usual way.
   */
  static @Nullable Tensor decode(TensorMessage message, DataType type, Shape shape) {
    long count = shape.elementCount();
    return switch (type) {
      case FLOAT32 -> floats(message.getFloats(), shape, count);
      case FLOAT64 -> doubles(message.getDoubles(), shape, count);
      case INT16, UINT16, INT32 -> ints(message.getInts(), type, shape, count);
      case INT64, UINT64 -> longInts(message.getLongInts(), type, shape, count);
      case BOOL -> bools(message.getBools(), shape, count);
      case STRING -> null;
      case FLOAT16,
          BFLOAT16,
          FLOAT8E4M3FN,
          FLOAT8E5M2,
          INT4,
          INT8,
          UINT1,
          UINT2,
          UINT3,
          UINT4,
          UINT6,
          UINT8,
          UINT32 ->
          bytes(message.getBytes().getValues(), type, shape, count);
    };
  }

  private static @Nullable Tensor floats(FloatsMessage message, Shape shape, long count) {
    if (message.getValuesCount() != count) {
      return null;
    }
    MemorySegment data = MemorySegment.ofArray(new byte[Math.toIntExact(count * 4)]);
    for (int i = 0; i < count; i++) {
      data.set(FLOAT, i * 4L, message.getValues(i));
    }
    return Tensor.of(DataType.FLOAT32, shape, data);
  }

  private static @Nullable Tensor doubles(DoublesMessage message, Shape shape, long count) {
    if (message.getValuesCount() != count) {
      return null;
    }
    MemorySegment data = MemorySegment.ofArray(new byte[Math.toIntExact(count * 8)]);
    for (int i = 0; i < count; i++) {
      data.set(DOUBLE, i * 8L, message.getValues(i));
    }
    return Tensor.of(DataType.FLOAT64, shape, data);
  }

  private static @Nullable Tensor ints(
      IntsMessage message, DataType type, Shape shape, long count) {
    if (message.getValuesCount() != count) {
      return null;
    }
    int size = type.bits() / 8;
    MemorySegment data = MemorySegment.ofArray(new byte[Math.toIntExact(count * size)]);
    for (int i = 0; i < count; i++) {
      if (size == 2) {
        data.set(SHORT, i * 2L, (short) message.getValues(i));
      } else {
        data.set(BlobFile.INT, i * 4L, message.getValues(i));
      }
    }
    return Tensor.of(type, shape, data);
  }

  private static @Nullable Tensor longInts(
      LongIntsMessage message, DataType type, Shape shape, long count) {
    if (message.getValuesCount() != count) {
      return null;
    }
    MemorySegment data = MemorySegment.ofArray(new byte[Math.toIntExact(count * 8)]);
    for (int i = 0; i < count; i++) {
      data.set(BlobFile.LONG, i * 8L, message.getValues(i));
    }
    return Tensor.of(type, shape, data);
  }

  private static @Nullable Tensor bools(BoolsMessage message, Shape shape, long count) {
    if (message.getValuesCount() != count) {
      return null;
    }
    byte[] data = new byte[Math.toIntExact(count)];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (message.getValues(i) ? 1 : 0);
    }
    return Tensor.of(DataType.BOOL, shape, MemorySegment.ofArray(data));
  }

  /** A view of the bytes in the message, without a copy. */
  private static @Nullable Tensor bytes(
      ByteString message, DataType type, Shape shape, long count) {
    if (count > Integer.MAX_VALUE * 8L || Tensor.packedSize(type, count) != message.size()) {
      return null;
    }
    int used = (int) (count * type.bits() % 8);
    if (used != 0 && (message.byteAt(message.size() - 1) & 0xff) >>> used != 0) {
      return null;
    }
    return Tensor.of(type, shape, MemorySegment.ofBuffer(message.asReadOnlyByteBuffer()));
  }

  /**
   * The message that holds a tensor. It may view the tensor's memory.
   *
   * @throws IllegalArgumentException if the elements take more than 2 GiB
   */
  static TensorMessage encode(Tensor tensor) {
    if (tensor.elementCount() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(tensor + " is too large for a model file");
    }
    int count = (int) tensor.elementCount();
    MemorySegment data = tensor.data();
    TensorMessage.Builder message = TensorMessage.newBuilder();
    switch (tensor.type()) {
      case FLOAT32 -> {
        FloatsMessage.Builder floats = FloatsMessage.newBuilder();
        for (int i = 0; i < count; i++) {
          floats.addValues(data.get(FLOAT, i * 4L));
        }
        message.setFloats(floats);
      }
      case FLOAT64 -> {
        DoublesMessage.Builder doubles = DoublesMessage.newBuilder();
        for (int i = 0; i < count; i++) {
          doubles.addValues(data.get(DOUBLE, i * 8L));
        }
        message.setDoubles(doubles);
      }
      case INT16, UINT16, INT32 -> message.setInts(ints(tensor.type(), data, count));
      case INT64, UINT64 -> {
        LongIntsMessage.Builder longs = LongIntsMessage.newBuilder();
        for (int i = 0; i < count; i++) {
          longs.addValues(data.get(BlobFile.LONG, i * 8L));
        }
        message.setLongInts(longs);
      }
      case BOOL -> {
        BoolsMessage.Builder bools = BoolsMessage.newBuilder();
        for (int i = 0; i < count; i++) {
          bools.addValues(data.get(ValueLayout.JAVA_BYTE, i) != 0);
        }
        message.setBools(bools);
      }
      case STRING -> throw new IllegalArgumentException("a tensor of strings has no elements");
      case FLOAT16,
          BFLOAT16,
          FLOAT8E4M3FN,
          FLOAT8E5M2,
          INT4,
          INT8,
          UINT1,
          UINT2,
          UINT3,
          UINT4,
          UINT6,
          UINT8,
          UINT32 ->
          message.setBytes(
              BytesMessage.newBuilder()
                  .setValues(UnsafeByteOperations.unsafeWrap(data.asByteBuffer())));
    }
    return message.build();
  }

  private static IntsMessage ints(DataType type, MemorySegment data, int count) {
    IntsMessage.Builder ints = IntsMessage.newBuilder();
    for (int i = 0; i < count; i++) {
      ints.addValues(
          switch (type) {
            case INT16 -> data.get(SHORT, i * 2L);
            case UINT16 -> Short.toUnsignedInt(data.get(SHORT, i * 2L));
            default -> data.get(BlobFile.INT, i * 4L);
          });
    }
    return ints.build();
  }
}
