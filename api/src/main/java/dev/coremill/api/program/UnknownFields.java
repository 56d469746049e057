package dev.coremill.api.program;

import java.util.Arrays;

/**
 * Fields of a message that this version of Coremill does not know, kept as the bytes that they were
 * read from, so that writing the message gives them back.
 */
public final class UnknownFields {
  /** No unknown fields: what anything new has. */
  public static final UnknownFields NONE = new UnknownFields(new byte[0]);

  private final byte[] bytes;

  private UnknownFields(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Unknown fields in their serialized form. */
  public static UnknownFields of(byte[] bytes) {
    return bytes.length == 0 ? NONE : new UnknownFields(bytes.clone());
  }

  /** A copy of the serialized form. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return bytes.length == 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UnknownFields that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return bytes.length + " unknown bytes";
  }
}
