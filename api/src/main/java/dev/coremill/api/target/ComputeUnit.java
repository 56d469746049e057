package dev.coremill.api.target;

/** A part of a chip that runs operations. */
public enum ComputeUnit {
  CPU,
  GPU,
  /** The Neural Engine, or another vendor's accelerator for networks. */
  NEURAL_ENGINE
}
