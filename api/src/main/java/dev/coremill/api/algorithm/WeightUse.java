package dev.coremill.api.algorithm;

/**
 * One use of a weight.
 *
 * @param function the function, with the path of its model in a pipeline before it, such as {@code
 *     main} or {@code 0/main}
 * @param operation the name of the operation; that of the block where a block returns the constant
 * @param operationType the operator, such as {@code conv}
 * @param argument the argument, such as {@code weight}; with an index where it has several
 *     bindings, such as {@code values[2]}
 * @param axes the channel axes of the weight in this use
 */
public record WeightUse(
    String function, String operation, String operationType, String argument, ChannelAxes axes) {}
