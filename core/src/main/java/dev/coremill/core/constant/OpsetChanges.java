package dev.coremill.core.constant;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Opset;
import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Tensor;
import java.util.Optional;

/**
 * Operators that a newer opset defines in a way that older programs do not meet. New optional
 * parameters whose default is the old behaviour, wider type domains and new operators are no
 * obstacle and are not listed.
 *
 * <table>
 * <caption>What changed; source: Apple's operator definitions, apple/coremltools at e0e2f42,
 * {@code coremltools/converters/mil/mil/ops/defs/iOS15} to {@code iOS18}</caption>
 * <tr><th>from</th><th>operators</th><th>change</th></tr>
 * <tr><td>CoreML7</td><td>crop_resize</td><td>{@code roi} became {@code boxes} and
 *   {@code box_indices}</td></tr>
 * <tr><td>CoreML7</td><td>non_maximum_suppression</td><td>{@code score_threshold} and the fourth
 *   output are gone; boxes are in the last dimension</td></tr>
 * <tr><td>CoreML7</td><td>gather, gather_along_axis, gather_nd, scatter, scatter_along_axis,
 *   scatter_nd</td><td>negative indices are out of bounds</td></tr>
 * </table>
 *
 * <p>CoreML6 and CoreML8 changed no operator incompatibly but the {@code constexpr} ones, which are
 * rewritten; CoreML9 changed none. {@code reshape} reads zeros in a shape of another rank
 * differently from CoreML7 on, but such a program was not valid before. Indices that only running
 * the program gives are taken to be non-negative, as those of token tables are.
 */
final class OpsetChanges {
  /** Indices that are looked through at a time. */
  private static final int CHUNK = 1 << 15;

  private OpsetChanges() {}

  /** Why an operation cannot be taken over as it is; empty where it can. */
  static Optional<String> obstacle(Operation operation, Scope scope, Opset from, Opset to) {
    if (from.isAtLeast(Opset.CORE_ML_7) || !to.isAtLeast(Opset.CORE_ML_7)) {
      return Optional.empty();
    }
    return switch (operation.type()) {
      case "crop_resize" -> Optional.of("takes other parameters from CoreML7 on");
      case "non_maximum_suppression" ->
          Optional.of("takes other parameters and gives other outputs from CoreML7 on");
      case "gather",
          "gather_along_axis",
          "gather_nd",
          "scatter",
          "scatter_along_axis",
          "scatter_nd" ->
          indices(operation, scope).filter(OpsetChanges::anyNegative).isPresent()
              ? Optional.of("has negative indices, which are out of bounds from CoreML7 on")
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<Tensor> indices(Operation operation, Scope scope) {
    Value value =
        switch (operation.input("indices").orElse(null)) {
          case null -> null;
          case Binding.Literal(Value literal) -> literal;
          case Binding.Reference(String name) -> {
            Scope.Definition definition = scope.constant(name);
            yield definition == null || definition.node() == null
                ? null
                : ConstantLifter.constantValue(definition.node());
          }
        };
    return value instanceof Value.OfTensor tensor ? Optional.of(tensor.tensor()) : Optional.empty();
  }

  private static boolean anyNegative(Tensor indices) {
    DataType type = indices.type();
    if (!type.isSigned() || type.bits() > 32) {
      return false;
    }
    long count = indices.elementCount();
    int[] chunk = new int[(int) Math.min(CHUNK, count)];
    for (long start = 0; start < count; start += CHUNK) {
      int length = (int) Math.min(CHUNK, count - start);
      Elements.readIntegers(indices, start, length, chunk, 0);
      for (int i = 0; i < length; i++) {
        if (chunk[i] < 0) {
          return true;
        }
      }
    }
    return false;
  }
}
