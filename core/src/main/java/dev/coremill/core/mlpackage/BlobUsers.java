package dev.coremill.core.mlpackage;

import dev.coremill.core.mlpackage.proto.ArgumentMessage;
import dev.coremill.core.mlpackage.proto.BindingMessage;
import dev.coremill.core.mlpackage.proto.BlockMessage;
import dev.coremill.core.mlpackage.proto.EntryMessage;
import dev.coremill.core.mlpackage.proto.FunctionMessage;
import dev.coremill.core.mlpackage.proto.ModelMessage;
import dev.coremill.core.mlpackage.proto.OperationMessage;
import dev.coremill.core.mlpackage.proto.PipelineMessage;
import dev.coremill.core.mlpackage.proto.ProgramMessage;
import dev.coremill.core.mlpackage.proto.ValueMessage;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Finds which parts of a package refer to which blob files. */
final class BlobUsers {
  private final Map<String, Set<String>> users = new LinkedHashMap<>();

  private BlobUsers() {}

  /** Blob file names, in the order of their first use, to the paths of the parts that use them. */
  static Map<String, Set<String>> of(ModelMessage message) {
    BlobUsers found = new BlobUsers();
    found.model(message, "");
    return found.users;
  }

  private void model(ModelMessage message, String path) {
    if (message.hasMlProgram()) {
      ProgramMessage program = message.getMlProgram();
      values(program.getAttributesMap(), path);
      for (FunctionMessage function : program.getFunctionsMap().values()) {
        values(function.getAttributesMap(), path);
        for (BlockMessage block : function.getBlockSpecializationsMap().values()) {
          block(block, path);
        }
      }
    }
    PipelineMessage pipeline = ModelKinds.pipeline(message);
    if (pipeline != null) {
      for (int i = 0; i < pipeline.getModelsCount(); i++) {
        model(pipeline.getModels(i), path + i + "/");
      }
    }
  }

  private void block(BlockMessage block, String path) {
    values(block.getAttributesMap(), path);
    for (OperationMessage operation : block.getOperationsList()) {
      values(operation.getAttributesMap(), path);
      for (ArgumentMessage argument : operation.getInputsMap().values()) {
        for (BindingMessage binding : argument.getArgumentsList()) {
          value(binding.getValue(), path);
        }
      }
      for (BlockMessage inner : operation.getBlocksList()) {
        block(inner, path);
      }
    }
  }

  private void values(Map<String, ValueMessage> values, String path) {
    for (ValueMessage value : values.values()) {
      value(value, path);
    }
  }

  private void value(ValueMessage value, String path) {
    if (value.hasBlobFileValue()) {
      users
          .computeIfAbsent(value.getBlobFileValue().getFileName(), _ -> new LinkedHashSet<>())
          .add(path);
    }
    for (ValueMessage inner : value.getImmediateValue().getList().getValuesList()) {
      value(inner, path);
    }
    for (ValueMessage inner : value.getImmediateValue().getTuple().getValuesList()) {
      value(inner, path);
    }
    for (EntryMessage entry : value.getImmediateValue().getDictionary().getValuesList()) {
      value(entry.getKey(), path);
      value(entry.getValue(), path);
    }
  }
}
