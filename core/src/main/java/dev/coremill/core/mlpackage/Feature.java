package dev.coremill.core.mlpackage;

/**
 * An input, output or state of a model, as its description has it.
 *
 * @param name its name; for a program, that of the function's input or output
 * @param description what it is, in the author's words; often empty
 * @param type what it holds
 * @param optional whether a prediction may leave it out
 */
public record Feature(String name, String description, FeatureType type, boolean optional) {}
