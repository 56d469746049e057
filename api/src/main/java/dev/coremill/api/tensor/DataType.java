package dev.coremill.api.tensor;

import java.util.Locale;

/**
 * The element types of the format. The names in lower case ({@link #text()}) are those that reports
 * and error messages use.
 */
public enum DataType {
  BOOL(8, Kind.BOOLEAN),
  STRING(0, Kind.TEXT),
  FLOAT16(16, Kind.FLOATING),
  FLOAT32(32, Kind.FLOATING),
  FLOAT64(64, Kind.FLOATING),
  BFLOAT16(16, Kind.FLOATING),
  /** Eight bits: 4 of exponent, 3 of mantissa, no infinities. */
  FLOAT8E4M3FN(8, Kind.FLOATING),
  /** Eight bits: 5 of exponent, 2 of mantissa; the upper half of a float16. */
  FLOAT8E5M2(8, Kind.FLOATING),
  INT4(4, Kind.SIGNED),
  INT8(8, Kind.SIGNED),
  INT16(16, Kind.SIGNED),
  INT32(32, Kind.SIGNED),
  INT64(64, Kind.SIGNED),
  UINT1(1, Kind.UNSIGNED),
  UINT2(2, Kind.UNSIGNED),
  UINT3(3, Kind.UNSIGNED),
  UINT4(4, Kind.UNSIGNED),
  UINT6(6, Kind.UNSIGNED),
  UINT8(8, Kind.UNSIGNED),
  UINT16(16, Kind.UNSIGNED),
  UINT32(32, Kind.UNSIGNED),
  UINT64(64, Kind.UNSIGNED);

  private enum Kind {
    BOOLEAN,
    TEXT,
    FLOATING,
    SIGNED,
    UNSIGNED
  }

  private final int bits;
  private final Kind kind;
  private final String text;

  DataType(int bits, Kind kind) {
    this.bits = bits;
    this.kind = kind;
    this.text = name().toLowerCase(Locale.ROOT);
  }

  /**
   * Bits that one element takes in storage; 0 for {@link #STRING}, whose elements have no fixed
   * size.
   */
  public int bits() {
    return bits;
  }

  /** Whether the elements are floating-point numbers of any width. */
  public boolean isFloat() {
    return kind == Kind.FLOATING;
  }

  /** Whether the elements are whole numbers, signed or not; booleans are not. */
  public boolean isInteger() {
    return kind == Kind.SIGNED || kind == Kind.UNSIGNED;
  }

  /** Whether the elements are whole numbers that can be negative. */
  public boolean isSigned() {
    return kind == Kind.SIGNED;
  }

  /** The name in reports and messages, such as {@code float16}. */
  public String text() {
    return text;
  }

  /**
   * The smallest value of an integer type.
   *
   * @throws IllegalStateException if this is no integer type
   */
  public long minimum() {
    requireInteger();
    return kind == Kind.UNSIGNED ? 0 : -1L << (bits - 1);
  }

  /**
   * The largest value of an integer type; for {@link #UINT64} the largest {@code long}.
   *
   * @throws IllegalStateException if this is no integer type
   */
  public long maximum() {
    requireInteger();
    int magnitudeBits = kind == Kind.UNSIGNED ? bits : bits - 1;
    return magnitudeBits >= 63 ? Long.MAX_VALUE : (1L << magnitudeBits) - 1;
  }

  /**
   * The unsigned type of a number of bits, as lookup table indices use it.
   *
   * @throws IllegalArgumentException if the format has no unsigned type of that width
   */
  public static DataType unsigned(int bits) {
    for (DataType type : values()) {
      if (type.kind == Kind.UNSIGNED && type.bits == bits) {
        return type;
      }
    }
    throw new IllegalArgumentException("the format has no unsigned integer of " + bits + " bits");
  }

  private void requireInteger() {
    if (!isInteger()) {
      throw new IllegalStateException(text + " is not an integer type");
    }
  }
}
