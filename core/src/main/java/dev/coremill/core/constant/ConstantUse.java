package dev.coremill.core.constant;

import dev.coremill.api.algorithm.ChannelAxes;

/**
 * One use of a constant by something else than a compressed constant.
 *
 * @param operation the name of the operation; where a block returns the constant the label of the
 *     block: empty for the body of a function, else the name of the operation that it belongs to
 *     and its number, such as {@code cond_3/1}
 * @param operationType the operator, such as {@code conv}; {@code block} where a block returns the
 *     constant
 * @param argument the argument, such as {@code weight}; with an index where it has several
 *     bindings, such as {@code values[2]}; {@code output[0]} where a block returns the constant
 * @param axes the channel axes of the constant in this use
 */
public record ConstantUse(
    String operation, String operationType, String argument, ChannelAxes axes) {}
