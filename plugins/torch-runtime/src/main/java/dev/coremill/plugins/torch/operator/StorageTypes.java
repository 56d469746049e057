package dev.coremill.plugins.torch.operator;

import dev.coremill.api.tensor.DataType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The type in which libtorch holds elements of a program's type. */
public final class StorageTypes {
  private StorageTypes() {}

  /**
   * The type for elements of a program's type.
   *
   * @throws IllegalArgumentException for strings
   */
  public static ScalarType of(DataType type) {
    return switch (type) {
      case BOOL -> ScalarType.Bool;
      case FLOAT16, FLOAT32, BFLOAT16, FLOAT8E4M3FN, FLOAT8E5M2 -> ScalarType.Float;
      case FLOAT64 -> ScalarType.Double;
      case INT4, INT8 -> ScalarType.Char;
      case UINT1, UINT2, UINT3, UINT4, UINT6, UINT8 -> ScalarType.Byte;
      case INT16 -> ScalarType.Short;
      case INT32, UINT16 -> ScalarType.Int;
      case INT64, UINT32, UINT64 -> ScalarType.Long;
      case STRING -> throw new IllegalArgumentException("tensors of strings are no numbers");
    };
  }

  /** Bytes of an element that is held. */
  public static int bytes(DataType type) {
    return switch (of(type)) {
      case Bool, Char, Byte -> 1;
      case Short -> 2;
      case Int, Float -> 4;
      default -> 8;
    };
  }
}
