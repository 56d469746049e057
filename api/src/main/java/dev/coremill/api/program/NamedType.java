package dev.coremill.api.program;

/**
 * A name that a program defines (an input of a function or block, an output of an operation), with
 * its type.
 *
 * @param name the name, unique in its function
 * @param type the type of the value that it stands for
 */
public record NamedType(String name, ValueType type) {}
