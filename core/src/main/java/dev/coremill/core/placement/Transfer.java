package dev.coremill.core.placement;

import dev.coremill.api.target.ComputeUnit;

/**
 * A value that goes from one unit to another.
 *
 * @param value its name
 * @param from where it is made
 * @param to where it is used
 * @param operation the index of the first operation there that uses it
 * @param bytes bytes of the plain value
 */
public record Transfer(String value, ComputeUnit from, ComputeUnit to, int operation, long bytes) {}
