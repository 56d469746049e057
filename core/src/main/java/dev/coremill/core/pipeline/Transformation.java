package dev.coremill.core.pipeline;

/**
 * A transform of whole programs with its configuration.
 *
 * @param use the transform's name
 * @param configuration a record of the class that the transform names
 */
public record Transformation(String use, Record configuration) {}
