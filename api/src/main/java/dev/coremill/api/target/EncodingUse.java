package dev.coremill.api.target;

import dev.coremill.api.weight.Encoding;

/**
 * An encoding of a weight, and the operation that uses it.
 *
 * @param operationType the operator, such as {@code conv}
 * @param argument the argument, such as {@code weight}
 * @param encoding the encoding
 */
public record EncodingUse(String operationType, String argument, Encoding encoding) {}
