package dev.coremill.core.report;

import dev.coremill.api.weight.Encoding;

/**
 * Encodings in JSON: an object with {@code kind} ({@code dense}, {@code affine}, {@code lookup},
 * {@code sparse} or {@code cast}), {@code type}, {@code shape} and {@code stored_bytes}, and the
 * parts as objects of the same form under the names of the components of {@link Encoding}.
 */
public final class EncodingJson {
  private EncodingJson() {}

  /** Writes an encoding as a member of the current object. */
  public static void write(JsonDocument json, String name, Encoding encoding) {
    json.object(name);
    json.text("kind", kind(encoding));
    json.text("type", encoding.type().text());
    json.shape("shape", encoding.shape());
    json.number("stored_bytes", encoding.storedBytes());
    switch (encoding) {
      case Encoding.Dense _ -> {}
      case Encoding.Affine affine -> {
        write(json, "data", affine.data());
        write(json, "scale", affine.scale());
        if (affine.offset() != null) {
          write(json, "offset", affine.offset());
        }
      }
      case Encoding.Lookup lookup -> {
        write(json, "indices", lookup.indices());
        write(json, "table", lookup.table());
        json.number("vector_size", lookup.vectorSize());
        json.number("vector_axis", lookup.vectorAxis());
      }
      case Encoding.Sparse sparse -> {
        write(json, "mask", sparse.mask());
        write(json, "non_zeros", sparse.nonZeros());
      }
      case Encoding.Cast cast -> write(json, "source", cast.source());
    }
    json.endObject();
  }

  private static String kind(Encoding encoding) {
    return switch (encoding) {
      case Encoding.Dense _ -> "dense";
      case Encoding.Affine _ -> "affine";
      case Encoding.Lookup _ -> "lookup";
      case Encoding.Sparse _ -> "sparse";
      case Encoding.Cast _ -> "cast";
    };
  }
}
