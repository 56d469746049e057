package dev.coremill.plugins.quantization;

/** Which elements of a weight share a scale. */
public enum Granularity {
  /** All of them. */
  PER_TENSOR,
  /** Those of one output channel. */
  PER_CHANNEL,
  /** Those of one block; see {@link QuantizationConfiguration#blockSize()}. */
  PER_BLOCK
}
