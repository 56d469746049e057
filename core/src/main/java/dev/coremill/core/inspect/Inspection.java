package dev.coremill.core.inspect;

import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.weight.Encoding;
import dev.coremill.core.constant.ConstantUse;
import dev.coremill.core.mlpackage.Model;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a package holds.
 *
 * @param path the package
 * @param bytes bytes of all its files
 * @param model the root model, with its parts
 * @param functions the functions of all its ML programs, in order
 */
public record Inspection(String path, long bytes, Model model, List<FunctionSummary> functions) {
  /** Copies the list. */
  public Inspection {
    functions = List.copyOf(functions);
  }

  /** Bytes of all constants that are stored for a number of elements. */
  public long constantBytes() {
    long bytes = 0;
    for (FunctionSummary function : functions) {
      for (ConstantSummary constant : function.constants()) {
        bytes += constant.storedBytes();
      }
    }
    return bytes;
  }

  /**
   * A function of a program.
   *
   * @param name its name, with the path of its model in a pipeline before it, such as {@code main}
   *     or {@code 0/main}
   * @param opset the opset of the active body
   * @param inputs what it is called with, states included
   * @param outputs the names of what it returns
   * @param operations operator to how many operations there are of it, inner blocks included,
   *     without constants; most frequent first
   * @param constants its constants, in the order of the program
   */
  public record FunctionSummary(
      String name,
      String opset,
      List<NamedType> inputs,
      List<String> outputs,
      Map<String, Integer> operations,
      List<ConstantSummary> constants) {}

  /**
   * A constant that an operation or a block uses.
   *
   * @param name its name; selectors accept it, and the name of its operation
   * @param operation the name of the operation that defines it
   * @param operationType the operator that defines it: {@code const}, or the last one of a chain of
   *     {@code constexpr_*}
   * @param type the type of its value
   * @param encoding how it is stored; empty where that cannot be said of it
   * @param unliftable why not; empty where it can
   * @param uses its uses
   * @param values facts about its values; empty where they were not asked for, or it is no tensor
   *     of numbers
   */
  public record ConstantSummary(
      String name,
      String operation,
      String operationType,
      ValueType type,
      Optional<Encoding> encoding,
      String unliftable,
      List<ConstantUse> uses,
      Optional<ValueFacts> values) {
    /** Bytes that it takes; 0 where that is not known. */
    public long storedBytes() {
      return encoding.isPresent() ? encoding.get().storedBytes() : 0;
    }

    /** How many elements its value has; 0 where that is not known. */
    public long elements() {
      return encoding.isPresent() ? encoding.get().shape().elementCount() : 0;
    }

    /** Whether this is what compression works on: floats, of one dimension or more. */
    public boolean isWeight() {
      return encoding.isPresent()
          && encoding.get().type().isFloat()
          && encoding.get().shape().rank() > 0;
    }
  }
}
