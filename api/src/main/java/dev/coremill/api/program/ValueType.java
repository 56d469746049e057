package dev.coremill.api.program;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The type of a value in a program. */
public sealed interface ValueType {
  /**
   * A tensor.
   *
   * @param dataType the type of the elements
   * @param dimensions the dimensions, outermost first; empty for a scalar, or where the rank is
   *     variable
   * @param variableRank whether the rank is open; there are no dimensions then
   * @param attributes annotations of the type, usually none
   */
  record OfTensor(
      DataType dataType,
      List<Dimension> dimensions,
      boolean variableRank,
      Map<String, Value> attributes)
      implements ValueType {
    /** Copies the collections. */
    public OfTensor {
      dimensions = List.copyOf(dimensions);
      attributes = Ordered.copyOf(attributes);
    }

    /** A tensor type of fixed shape without annotations. */
    public static OfTensor of(DataType dataType, Shape shape) {
      List<Dimension> dimensions = new ArrayList<>();
      for (long size : shape.dimensions()) {
        dimensions.add(new Dimension.Fixed(size));
      }
      return new OfTensor(dataType, dimensions, false, Map.of());
    }

    /** The shape, if every dimension is fixed. */
    public Optional<Shape> shape() {
      if (variableRank) {
        return Optional.empty();
      }
      long[] sizes = new long[dimensions.size()];
      for (int axis = 0; axis < sizes.length; axis++) {
        if (!(dimensions.get(axis) instanceof Dimension.Fixed(long size))) {
          return Optional.empty();
        }
        sizes[axis] = size;
      }
      return Optional.of(Shape.of(sizes));
    }

    @Override
    public String toString() {
      return dataType.text() + (variableRank ? "[...]" : dimensions);
    }
  }

  /**
   * A list of values of one type.
   *
   * @param element the type of the elements
   * @param length how many there are
   */
  record OfList(ValueType element, Dimension length) implements ValueType {
    @Override
    public String toString() {
      return "list<" + element + ", " + length + ">";
    }
  }

  /**
   * A fixed sequence of values of several types.
   *
   * @param parts the types in order
   */
  record OfTuple(List<ValueType> parts) implements ValueType {
    /** Copies the list. */
    public OfTuple {
      parts = List.copyOf(parts);
    }

    @Override
    public String toString() {
      return "tuple" + parts;
    }
  }

  /**
   * A map from values to values.
   *
   * @param key the type of the keys
   * @param value the type of the values
   */
  record OfDictionary(ValueType key, ValueType value) implements ValueType {
    @Override
    public String toString() {
      return "dictionary<" + key + ", " + value + ">";
    }
  }

  /**
   * A state that lives from one prediction to the next.
   *
   * @param wrapped the type of what the state holds
   */
  record OfState(ValueType wrapped) implements ValueType {
    @Override
    public String toString() {
      return "state<" + wrapped + ">";
    }
  }

  /** A type that this version of Coremill does not know; it passes through unchanged. */
  final class Opaque implements ValueType {
    private final byte[] message;

    /** A type in its serialized form. */
    public Opaque(byte[] message) {
      this.message = message.clone();
    }

    /** A copy of the serialized form. */
    public byte[] message() {
      return message.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Opaque that && Arrays.equals(message, that.message);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(message);
    }

    @Override
    public String toString() {
      return "unknown type";
    }
  }
}
