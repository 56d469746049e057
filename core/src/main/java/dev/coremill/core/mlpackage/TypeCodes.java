package dev.coremill.core.mlpackage;

import dev.coremill.api.tensor.DataType;
import org.jspecify.annotations.Nullable;

/** The numbers that stand for element types: in programs, and (other ones) in blob files. */
final class TypeCodes {
  private TypeCodes() {}

  /** The type of a number in a program; null if it is none that we know. */
  static @Nullable DataType ofProgram(int code) {
    return switch (code) {
      case 1 -> DataType.BOOL;
      case 2 -> DataType.STRING;
      case 10 -> DataType.FLOAT16;
      case 11 -> DataType.FLOAT32;
      case 12 -> DataType.FLOAT64;
      case 13 -> DataType.BFLOAT16;
      case 21 -> DataType.INT8;
      case 22 -> DataType.INT16;
      case 23 -> DataType.INT32;
      case 24 -> DataType.INT64;
      case 25 -> DataType.INT4;
      case 31 -> DataType.UINT8;
      case 32 -> DataType.UINT16;
      case 33 -> DataType.UINT32;
      case 34 -> DataType.UINT64;
      case 35 -> DataType.UINT4;
      case 36 -> DataType.UINT2;
      case 37 -> DataType.UINT1;
      case 38 -> DataType.UINT6;
      case 39 -> DataType.UINT3;
      case 40 -> DataType.FLOAT8E4M3FN;
      case 41 -> DataType.FLOAT8E5M2;
      default -> null;
    };
  }

  /** The number of a type in a program. */
  static int inProgram(DataType type) {
    return switch (type) {
      case BOOL -> 1;
      case STRING -> 2;
      case FLOAT16 -> 10;
      case FLOAT32 -> 11;
      case FLOAT64 -> 12;
      case BFLOAT16 -> 13;
      case INT8 -> 21;
      case INT16 -> 22;
      case INT32 -> 23;
      case INT64 -> 24;
      case INT4 -> 25;
      case UINT8 -> 31;
      case UINT16 -> 32;
      case UINT32 -> 33;
      case UINT64 -> 34;
      case UINT4 -> 35;
      case UINT2 -> 36;
      case UINT1 -> 37;
      case UINT6 -> 38;
      case UINT3 -> 39;
      case FLOAT8E4M3FN -> 40;
      case FLOAT8E5M2 -> 41;
    };
  }

  /** The number of a type in a blob file; 0 if blob files cannot hold it. */
  static int inBlobFile(DataType type) {
    return switch (type) {
      case FLOAT16 -> 1;
      case FLOAT32 -> 2;
      case UINT8 -> 3;
      case INT8 -> 4;
      case BFLOAT16 -> 5;
      case INT16 -> 6;
      case UINT16 -> 7;
      case INT4 -> 8;
      case UINT1 -> 9;
      case UINT2 -> 10;
      case UINT4 -> 11;
      case UINT3 -> 12;
      case UINT6 -> 13;
      case INT32 -> 14;
      case UINT32 -> 15;
      case FLOAT8E4M3FN -> 16;
      case FLOAT8E5M2 -> 17;
      case BOOL, STRING, FLOAT64, INT64, UINT64 -> 0;
    };
  }

  /** What a number in a blob file stands for, in words. */
  static String describeBlobType(int code) {
    if (code != 0) {
      for (DataType type : DataType.values()) {
        if (inBlobFile(type) == code) {
          return type.text();
        }
      }
    }
    return "an unknown type (" + Integer.toUnsignedString(code) + ")";
  }
}
