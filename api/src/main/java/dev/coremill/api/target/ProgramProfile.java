package dev.coremill.api.target;

import dev.coremill.api.program.Opset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A function of a program with every shape known: its operations in the order in which they run.
 *
 * @param function the function, with the path of its model in a pipeline before it
 * @param opset its opset
 * @param operations its operations, those of inner blocks in their place
 * @param constants every constant that an operation uses, once, by its name, in the order of the
 *     program
 * @param inputs the inputs of the function, states excepted
 * @param outputs its outputs
 * @param states its states
 * @param flexible the inputs whose shapes the program leaves open
 */
public record ProgramProfile(
    String function,
    Opset opset,
    List<OperationProfile> operations,
    Map<String, OperandProfile> constants,
    List<OperandProfile> inputs,
    List<OperandProfile> outputs,
    List<OperandProfile> states,
    List<String> flexible) {
  /** Copies the collections. */
  public ProgramProfile {
    operations = List.copyOf(operations);
    constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    states = List.copyOf(states);
    flexible = List.copyOf(flexible);
  }
}
