package dev.coremill.core.mlpackage;

import dev.coremill.api.program.Dimension;
import dev.coremill.api.program.Value;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.core.mlpackage.proto.BlobReferenceMessage;
import dev.coremill.core.mlpackage.proto.DimensionMessage;
import dev.coremill.core.mlpackage.proto.EntryMessage;
import dev.coremill.core.mlpackage.proto.ImmediateMessage;
import dev.coremill.core.mlpackage.proto.TensorTypeMessage;
import dev.coremill.core.mlpackage.proto.TypeMessage;
import dev.coremill.core.mlpackage.proto.ValueMessage;
import dev.coremill.core.mlpackage.proto.ValuesMessage;
import dev.coremill.core.problem.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes values and types of messages. What would not give the same message again (a field that we
 * do not know, an unusual place for the elements) becomes opaque as a whole.
 */
final class ValueDecoder {
  /** Far more than anything runs; a damaged file may say millions. */
  private static final int MAXIMUM_RANK = 32;

  private final BlobFiles blobs;

  ValueDecoder(BlobFiles blobs) {
    this.blobs = blobs;
  }

  /**
   * The type of a message.
   *
   * @param user what has this type, for messages
   */
  ValueType type(TypeMessage message, String user) {
    ValueType type = attemptType(message, user);
    return type != null && ValueEncoder.type(type).equals(message)
        ? type
        : new ValueType.Opaque(message.toByteArray());
  }

  /**
   * The value of a message.
   *
   * @param user what has this value, for messages
   * @throws ProblemException if it refers to a blob that is not sound
   */
  Value value(ValueMessage message, String user) {
    Value value = attemptValue(message, user);
    return value != null && ValueEncoder.value(value).equals(message)
        ? value
        : new Value.Opaque(type(message.getType(), user), message.toByteArray());
  }

  private @Nullable ValueType attemptType(TypeMessage message, String user) {
    return switch (message.getTypeCase()) {
      case TENSOR_TYPE -> tensorType(message.getTensorType(), user);
      case LIST_TYPE -> {
        ValueType element = attemptType(message.getListType().getType(), user);
        Dimension length = dimension(message.getListType().getLength(), user);
        yield element == null || length == null ? null : new ValueType.OfList(element, length);
      }
      case TUPLE_TYPE -> {
        List<ValueType> parts = new ArrayList<>();
        for (TypeMessage part : message.getTupleType().getTypesList()) {
          ValueType type = attemptType(part, user);
          if (type == null) {
            yield null;
          }
          parts.add(type);
        }
        yield new ValueType.OfTuple(parts);
      }
      case DICTIONARY_TYPE -> {
        ValueType key = attemptType(message.getDictionaryType().getKeyType(), user);
        ValueType value = attemptType(message.getDictionaryType().getValueType(), user);
        yield key == null || value == null ? null : new ValueType.OfDictionary(key, value);
      }
      case STATE_TYPE -> {
        ValueType wrapped = attemptType(message.getStateType().getWrappedType(), user);
        yield wrapped == null ? null : new ValueType.OfState(wrapped);
      }
      case TYPE_NOT_SET -> null;
    };
  }

  private ValueType.@Nullable OfTensor tensorType(TensorTypeMessage message, String user) {
    DataType dataType = TypeCodes.ofProgram(message.getDataType());
    if (dataType == null) {
      return null;
    }
    if (message.getDimensionsCount() > MAXIMUM_RANK) {
      throw damaged(user, "a tensor of rank " + message.getDimensionsCount());
    }
    List<Dimension> dimensions = new ArrayList<>(message.getDimensionsCount());
    long count = 1;
    for (DimensionMessage each : message.getDimensionsList()) {
      Dimension dimension = dimension(each, user);
      if (dimension == null) {
        return null;
      }
      dimensions.add(dimension);
      long size = dimension instanceof Dimension.Fixed fixed ? fixed.size() : 1;
      if (Math.multiplyHigh(count, size) != 0 || count * size < 0) {
        throw damaged(user, "a tensor of 2^63 elements or more");
      }
      count *= size;
    }
    Map<String, Value> attributes = Map.of();
    if (message.getAttributesCount() > 0) {
      attributes = new LinkedHashMap<>();
      for (Map.Entry<String, ValueMessage> each : message.getAttributesMap().entrySet()) {
        attributes.put(each.getKey(), value(each.getValue(), user));
      }
    }
    return new ValueType.OfTensor(dataType, dimensions, message.getRank() == -1, attributes);
  }

  private ProblemException damaged(String user, String what) {
    return Failures.input(
        blobs.packagePath(),
        user + ": declares " + what + ", which no model has",
        "the package is damaged; save or copy it again");
  }

  private @Nullable Dimension dimension(DimensionMessage message, String user) {
    return switch (message.getDimensionCase()) {
      case CONSTANT -> {
        long size = message.getConstant().getSize();
        if (size < 0) {
          throw damaged(user, "a dimension of " + Long.toUnsignedString(size));
        }
        yield new Dimension.Fixed(size);
      }
      case UNKNOWN -> new Dimension.Open(message.getUnknown().getVariadic());
      case DIMENSION_NOT_SET -> null;
    };
  }

  private @Nullable Value attemptValue(ValueMessage message, String user) {
    ValueType type = attemptType(message.getType(), user);
    if (type == null) {
      return null;
    }
    return switch (message.getValueCase()) {
      case IMMEDIATE_VALUE -> immediate(message.getImmediateValue(), type, user);
      case BLOB_FILE_VALUE -> blob(message.getBlobFileValue(), type, user);
      case VALUE_NOT_SET -> null;
    };
  }

  private @Nullable Value immediate(ImmediateMessage message, ValueType type, String user) {
    return switch (message.getValueCase()) {
      case TENSOR -> {
        if (!(type instanceof ValueType.OfTensor tensorType)) {
          yield null;
        }
        if (tensorType.dataType() == DataType.STRING) {
          yield new Value.OfStrings(tensorType, message.getTensor().getStrings().getValuesList());
        }
        Shape shape = tensorType.shape().orElse(null);
        Tensor tensor =
            shape == null
                ? null
                : ImmediateTensors.decode(message.getTensor(), tensorType.dataType(), shape);
        yield tensor == null
            ? null
            : new Value.OfTensor(tensorType, tensor, Value.Storage.IMMEDIATE);
      }
      case LIST -> {
        List<Value> values = values(message.getList(), user);
        yield values == null ? null : new Value.OfList(type, values);
      }
      case TUPLE -> {
        List<Value> values = values(message.getTuple(), user);
        yield values == null ? null : new Value.OfTuple(type, values);
      }
      case DICTIONARY -> {
        List<Value.Entry> entries = new ArrayList<>();
        for (EntryMessage entry : message.getDictionary().getValuesList()) {
          Value key = attemptValue(entry.getKey(), user);
          Value value = attemptValue(entry.getValue(), user);
          if (key == null || value == null) {
            yield null;
          }
          entries.add(new Value.Entry(key, value));
        }
        yield new Value.OfDictionary(type, entries);
      }
      case VALUE_NOT_SET -> null;
    };
  }

  private @Nullable List<Value> values(ValuesMessage message, String user) {
    List<Value> values = new ArrayList<>(message.getValuesCount());
    for (ValueMessage each : message.getValuesList()) {
      Value value = attemptValue(each, user);
      if (value == null) {
        return null;
      }
      values.add(value);
    }
    return values;
  }

  private @Nullable Value blob(BlobReferenceMessage message, ValueType type, String user) {
    if (!(type instanceof ValueType.OfTensor tensorType)) {
      return null;
    }
    Shape shape = tensorType.shape().orElse(null);
    if (shape == null || tensorType.dataType() == DataType.STRING) {
      return null;
    }
    BlobFile file = blobs.file(message.getFileName(), user);
    BlobRecord record = file.record(message.getOffset(), user);
    Tensor tensor = file.tensor(record, tensorType.dataType(), shape, user);
    return new Value.OfTensor(
        tensorType, tensor, new Value.Storage.Blob(message.getFileName(), message.getOffset()));
  }
}
