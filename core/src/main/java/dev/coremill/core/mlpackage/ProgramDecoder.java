package dev.coremill.core.mlpackage;

import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Program;
import dev.coremill.api.program.UnknownFields;
import dev.coremill.api.program.Value;
import dev.coremill.api.program.ValueType;
import dev.coremill.core.mlpackage.proto.ArgumentMessage;
import dev.coremill.core.mlpackage.proto.BindingMessage;
import dev.coremill.core.mlpackage.proto.BlockMessage;
import dev.coremill.core.mlpackage.proto.FunctionMessage;
import dev.coremill.core.mlpackage.proto.NamedTypeMessage;
import dev.coremill.core.mlpackage.proto.OperationMessage;
import dev.coremill.core.mlpackage.proto.ProgramMessage;
import dev.coremill.core.mlpackage.proto.ValueMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes a program of its message. */
final class ProgramDecoder {
  private final ValueDecoder values;
  private String unkept = "";

  ProgramDecoder(BlobFiles blobs) {
    this.values = new ValueDecoder(blobs);
  }

  /**
   * The first place whose message has fields that neither we nor the program picture can hold;
   * empty if there is none. Such a program can be looked at, and passed through as it is, but not
   * changed.
   */
  String unkept() {
    return unkept;
  }

  /** The program of a message. */
  Program program(ProgramMessage message) {
    Map<String, Function> functions = new LinkedHashMap<>();
    for (Map.Entry<String, FunctionMessage> each : message.getFunctionsMap().entrySet()) {
      functions.put(each.getKey(), function(each.getKey(), each.getValue()));
    }
    return new Program(
        message.getVersion(),
        functions,
        message.getDocString(),
        attributes(message.getAttributesMap(), "the program"),
        unknown(message));
  }

  private Function function(String name, FunctionMessage message) {
    String place = "function '" + name + "'";
    Map<String, Block> specializations = new LinkedHashMap<>();
    for (Map.Entry<String, BlockMessage> each : message.getBlockSpecializationsMap().entrySet()) {
      specializations.put(each.getKey(), block(each.getValue(), place));
    }
    return new Function(
        names(message.getInputsList(), place),
        message.getOpset(),
        specializations,
        attributes(message.getAttributesMap(), place),
        unknown(message));
  }

  private Block block(BlockMessage message, String place) {
    List<Operation> operations = new ArrayList<>(message.getOperationsCount());
    for (OperationMessage each : message.getOperationsList()) {
      operations.add(operation(each));
    }
    return new Block(
        names(message.getInputsList(), place),
        message.getOutputsList(),
        operations,
        attributes(message.getAttributesMap(), place),
        unknown(message));
  }

  private Operation operation(OperationMessage message) {
    String place = place(message);
    Map<String, List<Binding>> inputs = new LinkedHashMap<>();
    for (Map.Entry<String, ArgumentMessage> each : message.getInputsMap().entrySet()) {
      inputs.put(each.getKey(), bindings(each.getValue(), place, each.getKey()));
    }
    List<Block> blocks = new ArrayList<>(message.getBlocksCount());
    for (BlockMessage each : message.getBlocksList()) {
      blocks.add(block(each, place));
    }
    return new Operation(
        message.getType(),
        inputs,
        names(message.getOutputsList(), place),
        blocks,
        attributes(message.getAttributesMap(), place),
        unknown(message));
  }

  private static String place(OperationMessage message) {
    ValueMessage name = message.getAttributesMap().get("name");
    if (name != null && name.getImmediateValue().getTensor().getStrings().getValuesCount() == 1) {
      return "operation '" + name.getImmediateValue().getTensor().getStrings().getValues(0) + "'";
    }
    return message.getOutputsCount() == 0
        ? "a " + message.getType() + " operation"
        : "operation '" + message.getOutputs(0).getName() + "'";
  }

  private List<Binding> bindings(ArgumentMessage message, String place, String argument) {
    keepNothingUnknown(message, place);
    List<Binding> bindings = new ArrayList<>(message.getArgumentsCount());
    for (BindingMessage each : message.getArgumentsList()) {
      keepNothingUnknown(each, place);
      switch (each.getBindingCase()) {
        case NAME -> bindings.add(new Binding.Reference(each.getName()));
        case VALUE ->
            bindings.add(
                new Binding.Literal(
                    values.value(each.getValue(), place + ", argument '" + argument + "'")));
        case BINDING_NOT_SET -> {
          markUnkept(place);
          bindings.add(
              new Binding.Literal(
                  new Value.Opaque(new ValueType.Opaque(new byte[0]), new byte[0])));
        }
      }
    }
    return bindings;
  }

  private List<NamedType> names(List<NamedTypeMessage> messages, String place) {
    List<NamedType> names = new ArrayList<>(messages.size());
    for (NamedTypeMessage each : messages) {
      keepNothingUnknown(each, place);
      if (!each.hasType()) {
        markUnkept(place);
      }
      names.add(new NamedType(each.getName(), values.type(each.getType(), place)));
    }
    return names;
  }

  private Map<String, Value> attributes(Map<String, ValueMessage> messages, String place) {
    Map<String, Value> attributes = new LinkedHashMap<>();
    for (Map.Entry<String, ValueMessage> each : messages.entrySet()) {
      attributes.put(
          each.getKey(),
          values.value(each.getValue(), place + ", attribute '" + each.getKey() + "'"));
    }
    return attributes;
  }

  private void keepNothingUnknown(Message message, String place) {
    if (!message.getUnknownFields().isEmpty()) {
      markUnkept(place);
    }
  }

  private void markUnkept(String place) {
    if (unkept.isEmpty()) {
      unkept = place;
    }
  }

  private static UnknownFields unknown(Message message) {
    UnknownFieldSet fields = message.getUnknownFields();
    return fields.isEmpty() ? UnknownFields.NONE : UnknownFields.of(fields.toByteArray());
  }
}
