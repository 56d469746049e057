package dev.coremill.core.report;

/**
 * How far the values of a compressed weight are from the original ones.
 *
 * @param meanSquaredError mean over all elements of the squared difference
 * @param maximumAbsoluteError the largest difference
 * @param signalToNoiseDecibels 10 times the decimal logarithm of the sum of squares of the original
 *     over that of the differences; infinite where there is no difference
 */
public record WeightError(
    double meanSquaredError, double maximumAbsoluteError, double signalToNoiseDecibels) {}
