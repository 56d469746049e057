package dev.coremill.api.target;

/**
 * A value with its provenance.
 *
 * @param value the value
 * @param evidence how good the source is
 * @param source the source: a document, a page, a measurement
 */
public record Sourced<T>(T value, Evidence evidence, String source) {
  /** Rejects an empty source. */
  public Sourced {
    if (source.isBlank()) {
      throw new IllegalArgumentException("a value without a source: " + value);
    }
  }
}
