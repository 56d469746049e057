package dev.coremill.core.constant;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a constant operation, be they attributes or inputs. Everything that is not as
 * the format says is an {@link IllegalArgumentException} whose message is fit for the user.
 */
final class ConstantParameters {
  private static final int MAXIMUM_RANK = 32;

  private final Operation operation;
  private final Scope scope;

  ConstantParameters(Operation operation, Scope scope) {
    this.operation = operation;
    this.scope = scope;
  }

  /** The constant operations that the inputs name. */
  List<ConstantNode> producers() {
    List<ConstantNode> producers = new ArrayList<>();
    for (List<Binding> bindings : operation.inputs().values()) {
      for (Binding binding : bindings) {
        if (binding instanceof Binding.Reference(String name)) {
          Scope.Definition definition = scope.constant(name);
          if (definition != null && definition.node() != null) {
            producers.add(definition.node());
          }
        }
      }
    }
    return producers;
  }

  boolean has(String name) {
    return operation.inputs().containsKey(name) || operation.attributes().containsKey(name);
  }

  /** A literal tensor. */
  Tensor tensor(String name) {
    if (literal(name) instanceof Value.OfTensor value) {
      return value.tensor();
    }
    throw new IllegalArgumentException(name + " is not a literal tensor");
  }

  /** A literal scalar of type int32. */
  int integer(String name) {
    Tensor tensor = tensor(name);
    require(
        tensor.type() == DataType.INT32 && tensor.shape().rank() == 0,
        name + " is " + tensor + ", not an int32 scalar");
    return Elements.integers(tensor)[0];
  }

  /** A literal string. */
  String text(String name) {
    if (literal(name) instanceof Value.OfStrings value && value.strings().size() == 1) {
      return value.strings().getFirst();
    }
    throw new IllegalArgumentException(name + " is not a literal string");
  }

  /** A literal shape of type uint32. */
  Shape shape(String name) {
    Tensor tensor = tensor(name);
    require(
        tensor.type() == DataType.UINT32
            && tensor.shape().rank() == 1
            && tensor.elementCount() <= MAXIMUM_RANK,
        name + " is " + tensor + ", not a uint32 vector of at most " + MAXIMUM_RANK + " elements");
    int[] sizes = Elements.integers(tensor);
    long[] dimensions = new long[sizes.length];
    for (int axis = 0; axis < sizes.length; axis++) {
      dimensions[axis] = Integer.toUnsignedLong(sizes[axis]);
    }
    return Shape.of(dimensions);
  }

  /** A literal tensor, or the value of another compressed constant. */
  WeightExpression expression(String name) {
    Scope.Definition definition = reference(name);
    ConstantNode node = definition == null ? null : definition.node();
    if (node == null) {
      return new WeightExpression.Dense(tensor(name));
    }
    return switch (node.meaning()) {
      case Meaning.Whole(WeightExpression expression) -> expression;
      case Meaning.Packed _ ->
          throw new IllegalArgumentException(
              name + " names an output of " + node.operation().type() + ", which is packed");
      case Meaning.None(String reason) -> throw unliftable(name, reason);
    };
  }

  @Nullable WeightExpression optionalExpression(String name) {
    return has(name) ? expression(name) : null;
  }

  /** The values of a sparse weight with their mask, from the parameters that hold them. */
  Meaning.Packed sparse(String maskName, String valuesName) {
    Meaning.Packed values = packed(valuesName, 1);
    Meaning.Packed masked = packed(maskName, 0);
    if (values == null) {
      require(
          masked == null || !holdsVectors(masked),
          maskName + " is the mask of vectors, " + valuesName + " holds scalars");
      Tensor mask = masked == null ? tensor(maskName) : masked.mask();
      return new Meaning.Packed(mask, new WeightExpression.Dense(tensor(valuesName)));
    }
    if (masked == null) {
      require(
          !holdsVectors(values),
          maskName + " must be the other output of the operation that " + valuesName + " names");
    }
    Tensor mask = masked == null ? tensor(maskName) : masked.mask();
    boolean same =
        mask == values.mask()
            || holdsVectors(values) == (masked != null && holdsVectors(masked))
                && mask.contentEquals(values.mask());
    require(same, maskName + " differs from the mask of " + valuesName);
    return values;
  }

  private static boolean holdsVectors(Meaning.Packed packed) {
    return packed.nonZeros() instanceof WeightExpression.Lookup lookup
        && lookup.table().shape().dimension(-1) > 1;
  }

  /** The operation whose mask or non-zeros a parameter names; null where it is a literal. */
  private Meaning.@Nullable Packed packed(String name, int output) {
    Scope.Definition definition = reference(name);
    if (definition == null || definition.node() == null) {
      return null;
    }
    return switch (definition.node().meaning()) {
      case Meaning.Packed packed -> {
        require(
            definition.output() == output,
            name + " names the wrong output of " + definition.node().operation().type());
        yield packed;
      }
      case Meaning.Whole _ ->
          throw new IllegalArgumentException(
              name
                  + " names the output of "
                  + definition.node().operation().type()
                  + ", which is not packed");
      case Meaning.None(String reason) -> throw unliftable(name, reason);
    };
  }

  /** What an input names; null where the parameter is a literal. */
  private Scope.@Nullable Definition reference(String name) {
    if (!(single(name) instanceof Binding.Reference(String target))) {
      return null;
    }
    Scope.Definition definition = scope.constant(target);
    if (definition == null || definition.node() == null) {
      throw new IllegalArgumentException(name + " names " + target + ", which is no constant");
    }
    if (!definition.node().operation().isCompressedConstant()) {
      throw new IllegalArgumentException(
          name + " names " + target + ", a const, which the format does not allow");
    }
    return definition;
  }

  private Value literal(String name) {
    if (single(name) instanceof Binding.Literal(Value value)) {
      return value;
    }
    Value attribute = operation.attributes().get(name);
    if (attribute != null) {
      return attribute;
    }
    throw new IllegalArgumentException(
        name + (has(name) ? " is not a literal" : " is missing from its parameters"));
  }

  private @Nullable Binding single(String name) {
    List<Binding> bindings = operation.inputs().get(name);
    if (bindings == null) {
      return null;
    }
    require(bindings.size() == 1, name + " has " + bindings.size() + " values");
    return bindings.getFirst();
  }

  private static IllegalArgumentException unliftable(String name, String reason) {
    return new IllegalArgumentException(name + ": " + reason);
  }

  static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
