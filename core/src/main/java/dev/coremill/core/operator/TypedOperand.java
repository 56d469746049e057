package dev.coremill.core.operator;

import dev.coremill.api.tensor.DataType;

/**
 * A value that an operation reads, as far as it matters for whether an opset takes it.
 *
 * @param argument the argument that it is bound to, with an index where that has several bindings,
 *     such as {@code values[2]}
 * @param type its element type; that of strings for what holds no tensor
 * @param constant whether the program states its value
 */
public record TypedOperand(String argument, DataType type, boolean constant) {}
