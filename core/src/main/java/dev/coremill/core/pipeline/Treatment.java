package dev.coremill.core.pipeline;

/**
 * An algorithm with its configuration.
 *
 * @param use the algorithm's name
 * @param configuration a record of the class that the algorithm names
 * @param weightThreshold only weights with more elements are compressed
 */
public record Treatment(String use, Record configuration, long weightThreshold) {}
