package dev.coremill.core.mlpackage;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.coremill.api.program.Dimension;
import dev.coremill.api.program.Value;
import dev.coremill.api.program.ValueType;
import dev.coremill.core.mlpackage.proto.BlobReferenceMessage;
import dev.coremill.core.mlpackage.proto.ConstantDimensionMessage;
import dev.coremill.core.mlpackage.proto.DictionaryMessage;
import dev.coremill.core.mlpackage.proto.DictionaryTypeMessage;
import dev.coremill.core.mlpackage.proto.DimensionMessage;
import dev.coremill.core.mlpackage.proto.EntryMessage;
import dev.coremill.core.mlpackage.proto.ImmediateMessage;
import dev.coremill.core.mlpackage.proto.ListTypeMessage;
import dev.coremill.core.mlpackage.proto.StringsMessage;
import dev.coremill.core.mlpackage.proto.TensorMessage;
import dev.coremill.core.mlpackage.proto.TensorTypeMessage;
import dev.coremill.core.mlpackage.proto.TupleTypeMessage;
import dev.coremill.core.mlpackage.proto.TypeMessage;
import dev.coremill.core.mlpackage.proto.UnknownDimensionMessage;
import dev.coremill.core.mlpackage.proto.ValueMessage;
import dev.coremill.core.mlpackage.proto.ValuesMessage;
import dev.coremill.core.mlpackage.proto.WrappedTypeMessage;
import java.util.List;
import java.util.Map;

/** Makes messages of values and types. */
final class ValueEncoder {
  private ValueEncoder() {}

  /** The message of a type. */
  static TypeMessage type(ValueType type) {
    TypeMessage.Builder message = TypeMessage.newBuilder();
    switch (type) {
      case ValueType.OfTensor tensor -> message.setTensorType(tensorType(tensor));
      case ValueType.OfList(ValueType element, Dimension length) ->
          message.setListType(
              ListTypeMessage.newBuilder().setType(type(element)).setLength(dimension(length)));
      case ValueType.OfTuple(List<ValueType> parts) -> {
        TupleTypeMessage.Builder tuple = TupleTypeMessage.newBuilder();
        for (ValueType part : parts) {
          tuple.addTypes(type(part));
        }
        message.setTupleType(tuple);
      }
      case ValueType.OfDictionary(ValueType key, ValueType value) ->
          message.setDictionaryType(
              DictionaryTypeMessage.newBuilder().setKeyType(type(key)).setValueType(type(value)));
      case ValueType.OfState(ValueType wrapped) ->
          message.setStateType(WrappedTypeMessage.newBuilder().setWrappedType(type(wrapped)));
      case ValueType.Opaque opaque -> {
        try {
          return TypeMessage.parseFrom(opaque.message());
        } catch (InvalidProtocolBufferException cause) {
          throw new IllegalArgumentException("an opaque type that is no message", cause);
        }
      }
    }
    return message.build();
  }

  private static TensorTypeMessage tensorType(ValueType.OfTensor type) {
    TensorTypeMessage.Builder message =
        TensorTypeMessage.newBuilder()
            .setDataType(TypeCodes.inProgram(type.dataType()))
            .setRank(type.variableRank() ? -1 : type.dimensions().size());
    for (Dimension dimension : type.dimensions()) {
      message.addDimensions(dimension(dimension));
    }
    for (Map.Entry<String, Value> attribute : type.attributes().entrySet()) {
      message.putAttributes(attribute.getKey(), value(attribute.getValue()));
    }
    return message.build();
  }

  private static DimensionMessage dimension(Dimension dimension) {
    DimensionMessage.Builder message = DimensionMessage.newBuilder();
    switch (dimension) {
      case Dimension.Fixed(long size) ->
          message.setConstant(ConstantDimensionMessage.newBuilder().setSize(size));
      case Dimension.Open(boolean variadic) ->
          message.setUnknown(UnknownDimensionMessage.newBuilder().setVariadic(variadic));
    }
    return message.build();
  }

  /**
   * The message of a value.
   *
   * @throws IllegalArgumentException if its storage is not decided
   */
  static ValueMessage value(Value value) {
    ValueMessage.Builder message = ValueMessage.newBuilder();
    switch (value) {
      case Value.OfTensor tensor -> {
        message.setType(type(tensor.type()));
        switch (tensor.storage()) {
          case Value.Storage.Immediate _ ->
              message.setImmediateValue(
                  ImmediateMessage.newBuilder()
                      .setTensor(ImmediateTensors.encode(tensor.tensor())));
          case Value.Storage.Blob(String fileName, long offset) ->
              message.setBlobFileValue(
                  BlobReferenceMessage.newBuilder().setFileName(fileName).setOffset(offset));
          case Value.Storage.Undecided _ ->
              throw new IllegalArgumentException(tensor.type() + " was never stored");
        }
      }
      case Value.OfStrings(ValueType.OfTensor type, List<String> strings) ->
          message
              .setType(type(type))
              .setImmediateValue(
                  ImmediateMessage.newBuilder()
                      .setTensor(
                          TensorMessage.newBuilder()
                              .setStrings(StringsMessage.newBuilder().addAllValues(strings))));
      case Value.OfList(ValueType type, List<Value> values) ->
          message
              .setType(type(type))
              .setImmediateValue(ImmediateMessage.newBuilder().setList(values(values)));
      case Value.OfTuple(ValueType type, List<Value> values) ->
          message
              .setType(type(type))
              .setImmediateValue(ImmediateMessage.newBuilder().setTuple(values(values)));
      case Value.OfDictionary(ValueType type, List<Value.Entry> entries) -> {
        DictionaryMessage.Builder dictionary = DictionaryMessage.newBuilder();
        for (Value.Entry entry : entries) {
          dictionary.addValues(
              EntryMessage.newBuilder().setKey(value(entry.key())).setValue(value(entry.value())));
        }
        message
            .setType(type(type))
            .setImmediateValue(ImmediateMessage.newBuilder().setDictionary(dictionary));
      }
      case Value.Opaque opaque -> {
        return opaque(opaque);
      }
    }
    return message.build();
  }

  /** The message that an opaque value was read from. */
  static ValueMessage opaque(Value.Opaque opaque) {
    try {
      return ValueMessage.parseFrom(opaque.message());
    } catch (InvalidProtocolBufferException cause) {
      throw new IllegalArgumentException("an opaque value that is no message", cause);
    }
  }

  private static ValuesMessage values(List<Value> values) {
    ValuesMessage.Builder message = ValuesMessage.newBuilder();
    for (Value value : values) {
      message.addValues(value(value));
    }
    return message.build();
  }
}
