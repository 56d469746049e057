package dev.coremill.core.mlpackage;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Program;
import dev.coremill.api.program.UnknownFields;
import dev.coremill.api.program.Value;
import dev.coremill.core.mlpackage.proto.ArgumentMessage;
import dev.coremill.core.mlpackage.proto.BindingMessage;
import dev.coremill.core.mlpackage.proto.BlockMessage;
import dev.coremill.core.mlpackage.proto.FunctionMessage;
import dev.coremill.core.mlpackage.proto.NamedTypeMessage;
import dev.coremill.core.mlpackage.proto.OperationMessage;
import dev.coremill.core.mlpackage.proto.ProgramMessage;
import java.util.List;
import java.util.Map;

/** Makes the message of a program. Every value in it must be stored already. */
final class ProgramEncoder {
  private ProgramEncoder() {}

  /** The message of a program. */
  static ProgramMessage program(Program program) {
    ProgramMessage.Builder message =
        ProgramMessage.newBuilder()
            .setVersion(program.version())
            .setDocString(program.docString())
            .setUnknownFields(unknown(program.unknownFields()));
    for (Map.Entry<String, Function> each : program.functions().entrySet()) {
      message.putFunctions(each.getKey(), function(each.getValue()));
    }
    for (Map.Entry<String, Value> each : program.attributes().entrySet()) {
      message.putAttributes(each.getKey(), ValueEncoder.value(each.getValue()));
    }
    return message.build();
  }

  private static FunctionMessage function(Function function) {
    FunctionMessage.Builder message =
        FunctionMessage.newBuilder()
            .setOpset(function.opset())
            .setUnknownFields(unknown(function.unknownFields()));
    for (NamedType each : function.inputs()) {
      message.addInputs(named(each));
    }
    for (Map.Entry<String, Block> each : function.specializations().entrySet()) {
      message.putBlockSpecializations(each.getKey(), block(each.getValue()));
    }
    for (Map.Entry<String, Value> each : function.attributes().entrySet()) {
      message.putAttributes(each.getKey(), ValueEncoder.value(each.getValue()));
    }
    return message.build();
  }

  private static BlockMessage block(Block block) {
    BlockMessage.Builder message =
        BlockMessage.newBuilder()
            .addAllOutputs(block.outputs())
            .setUnknownFields(unknown(block.unknownFields()));
    for (NamedType each : block.inputs()) {
      message.addInputs(named(each));
    }
    for (Operation each : block.operations()) {
      message.addOperations(operation(each));
    }
    for (Map.Entry<String, Value> each : block.attributes().entrySet()) {
      message.putAttributes(each.getKey(), ValueEncoder.value(each.getValue()));
    }
    return message.build();
  }

  private static OperationMessage operation(Operation operation) {
    OperationMessage.Builder message =
        OperationMessage.newBuilder()
            .setType(operation.type())
            .setUnknownFields(unknown(operation.unknownFields()));
    for (Map.Entry<String, List<Binding>> each : operation.inputs().entrySet()) {
      ArgumentMessage.Builder argument = ArgumentMessage.newBuilder();
      for (Binding binding : each.getValue()) {
        argument.addArguments(binding(binding));
      }
      message.putInputs(each.getKey(), argument.build());
    }
    for (NamedType each : operation.outputs()) {
      message.addOutputs(named(each));
    }
    for (Block each : operation.blocks()) {
      message.addBlocks(block(each));
    }
    for (Map.Entry<String, Value> each : operation.attributes().entrySet()) {
      message.putAttributes(each.getKey(), ValueEncoder.value(each.getValue()));
    }
    return message.build();
  }

  private static BindingMessage binding(Binding binding) {
    return switch (binding) {
      case Binding.Reference(String name) -> BindingMessage.newBuilder().setName(name).build();
      case Binding.Literal(Value value) ->
          BindingMessage.newBuilder().setValue(ValueEncoder.value(value)).build();
    };
  }

  private static NamedTypeMessage named(NamedType named) {
    return NamedTypeMessage.newBuilder()
        .setName(named.name())
        .setType(ValueEncoder.type(named.type()))
        .build();
  }

  private static UnknownFieldSet unknown(UnknownFields fields) {
    if (fields.isEmpty()) {
      return UnknownFieldSet.getDefaultInstance();
    }
    try {
      return UnknownFieldSet.parseFrom(fields.bytes());
    } catch (InvalidProtocolBufferException cause) {
      throw new IllegalArgumentException("unknown fields that are no fields", cause);
    }
  }
}
