package dev.coremill.api.weight;

import dev.coremill.api.tensor.Tensor;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The float tensor that a further compression of an expression works on: a dense weight itself, the
 * non-zeros of a sparse one, or the table of a palettized one. This is what makes joint compression
 * a matter of rewriting one part.
 */
public final class InnermostFloat {
  /** Which part of the weight the tensor is. */
  public enum Role {
    /** The whole weight. */
    WEIGHT,
    /** The packed non-zeros of a sparse weight. */
    NON_ZEROS,
    /** The lookup tables of a palettized weight, whether sparse or not. */
    TABLE
  }

  private InnermostFloat() {}

  /** The role of the innermost float tensor; empty where everything is quantized already. */
  public static Optional<Role> role(Encoding encoding) {
    return Optional.ofNullable(roleOf(encoding, Role.WEIGHT));
  }

  private static @Nullable Role roleOf(Encoding encoding, Role here) {
    return switch (encoding) {
      case Encoding.Dense dense -> dense.type().isFloat() ? here : null;
      case Encoding.Affine affine -> affine.data().isDense() ? null : roleOf(affine.data(), here);
      case Encoding.Lookup lookup -> roleOf(lookup.table(), Role.TABLE);
      case Encoding.Sparse sparse -> roleOf(sparse.nonZeros(), Role.NON_ZEROS);
      case Encoding.Cast cast -> roleOf(cast.source(), here);
    };
  }

  /**
   * The innermost float tensor of an expression.
   *
   * @throws IllegalArgumentException if it has none ({@link #role} is empty)
   */
  public static Tensor in(WeightExpression expression) {
    return switch (expression) {
      case WeightExpression.Dense dense -> {
        if (!dense.tensor().type().isFloat()) {
          throw new IllegalArgumentException(
              "there is no float tensor left in " + expression.encoding());
        }
        yield dense.tensor();
      }
      case WeightExpression.Affine affine -> in(affine.data());
      case WeightExpression.Lookup lookup -> in(lookup.table());
      case WeightExpression.Sparse sparse -> in(sparse.nonZeros());
      case WeightExpression.Cast cast -> in(cast.source());
    };
  }

  /** The mask of a sparse expression; empty for any other. */
  public static Optional<Tensor> mask(WeightExpression expression) {
    return expression instanceof WeightExpression.Sparse sparse
        ? Optional.of(sparse.mask())
        : Optional.empty();
  }

  /** The expression with its innermost float tensor replaced. */
  public static WeightExpression replace(
      WeightExpression expression, WeightExpression replacement) {
    return switch (expression) {
      case WeightExpression.Dense _ -> replacement;
      case WeightExpression.Affine affine ->
          new WeightExpression.Affine(
              replace(affine.data(), replacement), affine.scale(), affine.offset());
      case WeightExpression.Lookup lookup ->
          new WeightExpression.Lookup(
              lookup.indices(), replace(lookup.table(), replacement), lookup.vectorAxis());
      case WeightExpression.Sparse sparse ->
          new WeightExpression.Sparse(sparse.mask(), replace(sparse.nonZeros(), replacement));
      case WeightExpression.Cast cast ->
          new WeightExpression.Cast(replace(cast.source(), replacement), cast.target());
    };
  }

  /** The encoding with its innermost float tensor replaced. */
  public static Encoding replace(Encoding encoding, Encoding replacement) {
    return switch (encoding) {
      case Encoding.Dense _ -> replacement;
      case Encoding.Affine affine ->
          new Encoding.Affine(replace(affine.data(), replacement), affine.scale(), affine.offset());
      case Encoding.Lookup lookup ->
          new Encoding.Lookup(
              lookup.indices(), replace(lookup.table(), replacement), lookup.vectorAxis());
      case Encoding.Sparse sparse ->
          new Encoding.Sparse(sparse.mask(), replace(sparse.nonZeros(), replacement));
      case Encoding.Cast cast ->
          new Encoding.Cast(replace(cast.source(), replacement), cast.type());
    };
  }

  /** The encoding of the innermost float tensor. */
  public static Encoding.Dense in(Encoding encoding) {
    return switch (encoding) {
      case Encoding.Dense dense -> dense;
      case Encoding.Affine affine -> in(affine.data());
      case Encoding.Lookup lookup -> in(lookup.table());
      case Encoding.Sparse sparse -> in(sparse.nonZeros());
      case Encoding.Cast cast -> in(cast.source());
    };
  }
}
