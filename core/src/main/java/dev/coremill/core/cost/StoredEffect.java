package dev.coremill.core.cost;

/**
 * What the way of storing weights does to the time of an operation.
 *
 * @param weights what the time for plain weights is multiplied with
 * @param compute what the time for computing is multiplied with
 * @param activations what the bytes of activations are multiplied with
 */
public record StoredEffect(double weights, double compute, double activations) {
  /** Weights as plain values. */
  public static final StoredEffect NONE = new StoredEffect(1, 1, 1);
}
