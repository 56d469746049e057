package dev.coremill.api.operator;

import dev.coremill.api.program.Opset;

/**
 * What an opset changed about an operator.
 *
 * @param opset the opset
 * @param kind how it affects older programs
 * @param what what changed, in words
 * @param source where this is known from
 */
public record OperatorChange(Opset opset, Kind kind, String what, String source) {
  /** How a change affects a program that was written for an older opset. */
  public enum Kind {
    /** More is allowed; older uses mean what they meant. */
    EXTENDS,
    /** The same use means something else, or is written in another way. */
    ALTERS,
    /** The operator, or a parameter, is gone. */
    REMOVES
  }
}
