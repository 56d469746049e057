package dev.coremill.core.mlpackage;

import java.util.List;

/**
 * What the description of a model says about one of several functions.
 *
 * @param name the function
 * @param inputs its inputs
 * @param outputs its outputs
 * @param states its states
 */
public record FunctionInterface(
    String name, List<Feature> inputs, List<Feature> outputs, List<Feature> states) {
  /** Copies the lists. */
  public FunctionInterface {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    states = List.copyOf(states);
  }
}
