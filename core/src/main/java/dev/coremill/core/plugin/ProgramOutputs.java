package dev.coremill.core.plugin;

import dev.coremill.api.program.Block;
import dev.coremill.api.program.Dimension;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Program;
import dev.coremill.api.program.Value;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a function returns, to be compared with what a runtime made of it.
 *
 * @param types the declared types by the names of the outputs; an output that no operation makes is
 *     not among them
 */
record ProgramOutputs(Map<String, ValueType> types) {
  /** The outputs of a function; none where the program has no such function or body. */
  static ProgramOutputs of(Program program, String function) {
    @Nullable Function found = program.functions().get(function);
    Map<String, ValueType> types = new LinkedHashMap<>();
    Optional<Block> body = found == null ? Optional.empty() : found.body();
    if (body.isPresent()) {
      Map<String, ValueType> all = new LinkedHashMap<>();
      for (Operation operation : body.get().operations()) {
        for (NamedType output : operation.outputs()) {
          all.put(output.name(), output.type());
        }
      }
      for (String name : body.get().outputs()) {
        ValueType type = all.get(name);
        if (type != null) {
          types.put(name, type);
        }
      }
    }
    return new ProgramOutputs(types);
  }

  /** What is wrong with predicted outputs, in words that follow the runtime's name. */
  Optional<String> obstacle(Map<String, Value> predicted) {
    for (Map.Entry<String, ValueType> each : types.entrySet()) {
      @Nullable Value value = predicted.get(each.getKey());
      if (value == null) {
        return Optional.of("returned nothing for the output '" + each.getKey() + "'");
      }
      if (each.getValue() instanceof ValueType.OfTensor declared
          && value instanceof Value.OfTensor found
          && !fits(declared, found.tensor().type(), found.tensor().shape())) {
        return Optional.of(
            "returned "
                + found.tensor().type().text()
                + found.tensor().shape()
                + " for the output '"
                + each.getKey()
                + "', which is "
                + declared);
      }
    }
    return Optional.empty();
  }

  /** Floats may come in another type of float: a runtime may compute everything in float32. */
  private static boolean fits(ValueType.OfTensor declared, DataType type, Shape shape) {
    boolean sameKind =
        declared.dataType() == type || (declared.dataType().isFloat() && type.isFloat());
    if (!sameKind || declared.variableRank()) {
      return sameKind;
    }
    List<Dimension> dimensions = declared.dimensions();
    for (Dimension dimension : dimensions) {
      if (dimension instanceof Dimension.Open(boolean variadic) && variadic) {
        return true;
      }
    }
    if (dimensions.size() != shape.rank()) {
      return false;
    }
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (dimensions.get(axis) instanceof Dimension.Fixed(long size)
          && size != shape.dimension(axis)) {
        return false;
      }
    }
    return true;
  }
}
