package dev.coremill.core.mlpackage;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.coremill.core.mlpackage.proto.BlobReferenceMessage;
import dev.coremill.core.mlpackage.proto.ModelMessage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Makes messages comparable whose blobs are in different places. */
final class BlobContents {
  private BlobContents() {}

  /** The message with every blob's offset replaced by a number made of its type and data. */
  static ModelMessage inPlaceOfReferences(ModelPackage source) {
    return (ModelMessage) replace(source.message(), source);
  }

  private static Message replace(Message message, ModelPackage source) {
    if (message instanceof BlobReferenceMessage reference) {
      BlobFile file = source.blobs().file(reference.getFileName(), "a test");
      BlobRecord record = file.record(reference.getOffset(), "a test");
      MemorySegment data = file.data(record);
      long content = Arrays.hashCode(data.toArray(ValueLayout.JAVA_BYTE));
      return reference.toBuilder()
          .setOffset(content << 32 ^ record.size() << 8 ^ record.typeCode())
          .build();
    }
    Message.Builder changed = message.toBuilder();
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      if (field.getValue() instanceof Message inner) {
        changed.setField(field.getKey(), replace(inner, source));
      } else if (field.getValue() instanceof List<?> list
          && field.getKey().getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        for (int i = 0; i < list.size(); i++) {
          changed.setRepeatedField(field.getKey(), i, replace((Message) list.get(i), source));
        }
      }
    }
    return changed.build();
  }
}
