package dev.coremill.api.operator;

/** Families of operators, as the documentation of MIL groups them. */
public enum OperatorKind {
  ACTIVATION,
  CLASSIFY,
  CONSTEXPR,
  CONTROL_FLOW,
  CONVOLUTION,
  ELEMENTWISE,
  IMAGE_RESIZING,
  LINEAR,
  NORMALIZATION,
  POOLING,
  QUANTIZATION,
  RANDOM,
  RECURRENT,
  REDUCTION,
  SCATTER_GATHER,
  STATES,
  TENSOR_OPERATION,
  TENSOR_TRANSFORMATION,
  TRANSFORMERS
}
