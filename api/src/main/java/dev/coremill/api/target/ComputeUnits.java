package dev.coremill.api.target;

/** Which compute units an app lets Core ML use. */
public enum ComputeUnits {
  ALL,
  CPU_ONLY,
  CPU_AND_GPU,
  CPU_AND_NEURAL_ENGINE
}
