package dev.coremill.plugins.quantization;

import dev.coremill.api.tensor.DataType;

/** The integer types that weights can be quantized to. */
public enum QuantizedType {
  /** Signed, 8 bits. */
  INT8(DataType.INT8),
  /** Unsigned, 8 bits. */
  UINT8(DataType.UINT8),
  /** Signed, 4 bits; from CoreML8 on. */
  INT4(DataType.INT4),
  /** Unsigned, 4 bits; from CoreML8 on. */
  UINT4(DataType.UINT4);

  private final DataType dataType;

  QuantizedType(DataType dataType) {
    this.dataType = dataType;
  }

  /** The element type of the stored integers. */
  public DataType dataType() {
    return dataType;
  }
}
