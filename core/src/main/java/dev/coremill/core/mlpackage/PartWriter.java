package dev.coremill.core.mlpackage;

import dev.coremill.api.program.Program;
import dev.coremill.api.program.Value;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.core.mlpackage.proto.BlobReferenceMessage;
import dev.coremill.core.mlpackage.proto.DictionaryMessage;
import dev.coremill.core.mlpackage.proto.EntryMessage;
import dev.coremill.core.mlpackage.proto.ImmediateMessage;
import dev.coremill.core.mlpackage.proto.ProgramMessage;
import dev.coremill.core.mlpackage.proto.ValueMessage;
import dev.coremill.core.mlpackage.proto.ValuesMessage;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One part of a package that is being changed: its new blob file, and its new program. */
final class PartWriter implements AutoCloseable {
  /** The format's rule: from this number of elements on, a tensor goes to the blob file. */
  private static final int BLOB_ELEMENTS = 10;

  /** From this specification version on, integers of 16 and 32 bits go there too. */
  private static final int WIDE_INTEGERS = 9;

  /** Tensors up to this size keep a copy of their data; the data of others is mapped. */
  private static final long SMALL = 1 << 16;

  private final BlobFiles source;
  private final Path folder;
  private final String fileName;
  private final int specificationVersion;
  private final Arena arena;
  private final Map<Value.Storage.Blob, Long> kept = new HashMap<>();
  private final Set<Long> offsets = new HashSet<>();
  private @Nullable BlobWriter blobs;
  private @Nullable ProgramMessage program;
  private int newVersion;

  /**
   * A part without any change yet.
   *
   * @param folder the folder of the new package
   * @param fileName how the changed program will name its blob file
   * @param specificationVersion that of the part as it was read
   * @param arena decides how long stored tensors can be read
   */
  PartWriter(
      BlobFiles source, Path folder, String fileName, int specificationVersion, Arena arena) {
    this.source = source;
    this.folder = folder;
    this.fileName = fileName;
    this.specificationVersion = specificationVersion;
    this.arena = arena;
  }

  String fileName() {
    return fileName;
  }

  /** The path of the new blob file, relative to the package. */
  Path blobPath() {
    return source.relativePath(fileName);
  }

  /** The changed program; null if it was never replaced. */
  @Nullable ProgramMessage program() {
    return program;
  }

  int newVersion() {
    return newVersion;
  }

  boolean hasBlobs() {
    return blobs != null;
  }

  /** Stores a new tensor where the format wants it. */
  Value.OfTensor store(Value.OfTensor value) {
    Tensor tensor = value.tensor();
    if (!belongsInBlobFile(tensor)) {
      return new Value.OfTensor(value.type(), copy(tensor), Value.Storage.IMMEDIATE);
    }
    BlobWriter writer = writer();
    int bits = tensor.type().bits();
    long padding = bits < 8 ? tensor.byteSize() * 8 - tensor.elementCount() * bits : 0;
    BlobRecord record = writer.append(TypeCodes.inBlobFile(tensor.type()), padding, tensor.data());
    offsets.add(record.offset());
    Tensor written =
        tensor.byteSize() <= SMALL
            ? copy(tensor)
            : Tensor.of(tensor.type(), tensor.shape(), writer.map(record, arena));
    return new Value.OfTensor(
        value.type(), written, new Value.Storage.Blob(fileName, record.offset()));
  }

  private boolean belongsInBlobFile(Tensor tensor) {
    DataType type = tensor.type();
    if (tensor.elementCount() < BLOB_ELEMENTS || TypeCodes.inBlobFile(type) == 0) {
      return false;
    }
    return !type.isInteger() || type.bits() <= 8 || specificationVersion >= WIDE_INTEGERS;
  }

  private static Tensor copy(Tensor tensor) {
    byte[] bytes = tensor.data().toArray(ValueLayout.JAVA_BYTE);
    return Tensor.of(tensor.type(), tensor.shape(), MemorySegment.ofArray(bytes));
  }

  /** Takes over a value of the source; blobs are copied once. */
  Value keep(Value value) {
    return switch (value) {
      case Value.OfTensor tensor ->
          tensor.storage() instanceof Value.Storage.Blob blob
              ? new Value.OfTensor(
                  tensor.type(), tensor.tensor(), new Value.Storage.Blob(fileName, copyBlob(blob)))
              : tensor;
      case Value.OfStrings strings -> strings;
      case Value.OfList(ValueType type, List<Value> values) ->
          new Value.OfList(type, keepAll(values));
      case Value.OfTuple(ValueType type, List<Value> values) ->
          new Value.OfTuple(type, keepAll(values));
      case Value.OfDictionary(ValueType type, List<Value.Entry> entries) -> {
        List<Value.Entry> changed = new ArrayList<>(entries.size());
        for (Value.Entry entry : entries) {
          changed.add(new Value.Entry(keep(entry.key()), keep(entry.value())));
        }
        yield new Value.OfDictionary(type, changed);
      }
      case Value.Opaque opaque ->
          new Value.Opaque(opaque.type(), keepMessage(ValueEncoder.opaque(opaque)).toByteArray());
    };
  }

  private List<Value> keepAll(List<Value> values) {
    List<Value> changed = new ArrayList<>(values.size());
    for (Value value : values) {
      changed.add(keep(value));
    }
    return changed;
  }

  /** An unknown form may still refer to blobs, and these references must follow the blobs. */
  private ValueMessage keepMessage(ValueMessage message) {
    return switch (message.getValueCase()) {
      case BLOB_FILE_VALUE -> {
        BlobReferenceMessage reference = message.getBlobFileValue();
        long offset =
            copyBlob(new Value.Storage.Blob(reference.getFileName(), reference.getOffset()));
        yield message.toBuilder()
            .setBlobFileValue(reference.toBuilder().setFileName(fileName).setOffset(offset))
            .build();
      }
      case IMMEDIATE_VALUE ->
          message.toBuilder().setImmediateValue(keepImmediate(message.getImmediateValue())).build();
      case VALUE_NOT_SET -> message;
    };
  }

  private ImmediateMessage keepImmediate(ImmediateMessage message) {
    return switch (message.getValueCase()) {
      case LIST -> message.toBuilder().setList(keepValues(message.getList())).build();
      case TUPLE -> message.toBuilder().setTuple(keepValues(message.getTuple())).build();
      case DICTIONARY -> {
        DictionaryMessage.Builder changed = message.getDictionary().toBuilder().clearValues();
        for (EntryMessage entry : message.getDictionary().getValuesList()) {
          EntryMessage.Builder copy = entry.toBuilder();
          if (entry.hasKey()) {
            copy.setKey(keepMessage(entry.getKey()));
          }
          if (entry.hasValue()) {
            copy.setValue(keepMessage(entry.getValue()));
          }
          changed.addValues(copy);
        }
        yield message.toBuilder().setDictionary(changed).build();
      }
      case TENSOR, VALUE_NOT_SET -> message;
    };
  }

  private ValuesMessage keepValues(ValuesMessage message) {
    ValuesMessage.Builder changed = message.toBuilder().clearValues();
    for (ValueMessage each : message.getValuesList()) {
      changed.addValues(keepMessage(each));
    }
    return changed.build();
  }

  private long copyBlob(Value.Storage.Blob blob) {
    Long known = kept.get(blob);
    if (known != null) {
      return known;
    }
    String user = "a kept value";
    BlobFile file = source.file(blob.fileName(), user);
    BlobRecord record = file.record(blob.offset(), user);
    long padding = isSubByte(record.typeCode()) ? record.paddingBits() : 0;
    long offset = writer().append(record.typeCode(), padding, file.data(record)).offset();
    kept.put(blob, offset);
    offsets.add(offset);
    return offset;
  }

  private static boolean isSubByte(int typeCode) {
    for (DataType type : DataType.values()) {
      if (typeCode != 0 && TypeCodes.inBlobFile(type) == typeCode) {
        return type.bits() < 8;
      }
    }
    return true; // what we do not know keeps all that it has
  }

  /**
   * Takes the changed program.
   *
   * @throws IllegalArgumentException if it has a value that was neither stored nor kept
   */
  void replace(Program changed, int version) {
    ValueMapper.map(
        changed,
        value -> {
          requireStored(value);
          return value;
        });
    program = ProgramEncoder.program(changed);
    newVersion = version;
  }

  private void requireStored(Value value) {
    switch (value) {
      case Value.OfTensor tensor -> {
        if (tensor.storage() instanceof Value.Storage.Blob(String name, long offset)
            && (!name.equals(fileName) || !offsets.contains(offset))) {
          throw new IllegalArgumentException(
              tensor.type() + " at " + name + ":" + offset + " was neither stored nor kept");
        }
      }
      case Value.OfList list -> list.values().forEach(this::requireStored);
      case Value.OfTuple tuple -> tuple.values().forEach(this::requireStored);
      case Value.OfDictionary dictionary -> {
        for (Value.Entry entry : dictionary.entries()) {
          requireStored(entry.key());
          requireStored(entry.value());
        }
      }
      case Value.OfStrings _, Value.Opaque _ -> {}
    }
  }

  /** Finishes the blob file, if there is one. */
  void finish() {
    if (blobs != null) {
      blobs.finish();
      blobs.close();
    }
  }

  private BlobWriter writer() {
    BlobWriter writer = blobs;
    if (writer == null) {
      Path path = folder.resolve(blobPath().toString());
      try {
        Files.createDirectories(path.getParent());
      } catch (IOException cause) {
        throw Failures.writing(path, cause);
      }
      writer = new BlobWriter(path);
      blobs = writer;
    }
    return writer;
  }

  /** Starts an empty blob file where there is none yet. */
  void requireBlobFile() {
    writer();
  }

  /** Removes the new blob file of a part that was not replaced after all. */
  void discardBlobs() {
    BlobWriter writer = blobs;
    if (writer != null) {
      writer.close();
      try {
        Files.delete(writer.path());
      } catch (IOException cause) {
        throw Failures.writing(writer.path(), cause);
      }
      blobs = null;
    }
  }

  @Override
  public void close() {
    if (blobs != null) {
      blobs.close();
    }
  }
}
