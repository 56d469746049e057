package dev.coremill.api.program;

import dev.coremill.api.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** A value that is part of a program: of a constant, an attribute, or a literal argument. */
public sealed interface Value {
  /** The type that the program declares for it. */
  ValueType type();

  /**
   * A tensor of numbers or booleans.
   *
   * @param type a tensor type of fixed shape
   * @param tensor the elements; type and shape agree with {@code type}
   * @param storage where the package holds the elements
   */
  record OfTensor(ValueType.OfTensor type, Tensor tensor, Storage storage) implements Value {
    /** Checks that the tensor is of the declared type. */
    public OfTensor {
      if (type.dataType() != tensor.type()
          || !type.shape().filter(tensor.shape()::equals).isPresent()) {
        throw new IllegalArgumentException("a " + type + " that holds " + tensor);
      }
    }

    /** A new value; the writer decides where to store it. */
    public static OfTensor of(Tensor tensor) {
      return new OfTensor(
          ValueType.OfTensor.of(tensor.type(), tensor.shape()), tensor, Storage.UNDECIDED);
    }
  }

  /**
   * A tensor of strings.
   *
   * @param type a tensor type of strings
   * @param strings the elements, row-major
   */
  record OfStrings(ValueType.OfTensor type, List<String> strings) implements Value {
    /** Copies the list. */
    public OfStrings {
      strings = List.copyOf(strings);
    }
  }

  /**
   * A list.
   *
   * @param type the type of the list
   * @param values the elements
   */
  record OfList(ValueType type, List<Value> values) implements Value {
    /** Copies the list. */
    public OfList {
      values = List.copyOf(values);
    }
  }

  /**
   * A tuple.
   *
   * @param type the type of the tuple
   * @param values the parts
   */
  record OfTuple(ValueType type, List<Value> values) implements Value {
    /** Copies the list. */
    public OfTuple {
      values = List.copyOf(values);
    }
  }

  /**
   * A dictionary.
   *
   * @param type the type of the dictionary
   * @param entries its entries in the order of the file
   */
  record OfDictionary(ValueType type, List<Entry> entries) implements Value {
    /** Copies the list. */
    public OfDictionary {
      entries = List.copyOf(entries);
    }
  }

  /**
   * An entry of a dictionary.
   *
   * @param key its key
   * @param value its value
   */
  record Entry(Value key, Value value) {}

  /** A value in a form that this version of Coremill does not know; it passes through unchanged. */
  final class Opaque implements Value {
    private final ValueType type;
    private final byte[] message;

    /** A value of a type, in its serialized form. */
    public Opaque(ValueType type, byte[] message) {
      this.type = type;
      this.message = message.clone();
    }

    @Override
    public ValueType type() {
      return type;
    }

    /** A copy of the serialized form. */
    public byte[] message() {
      return message.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Opaque that
          && type.equals(that.type)
          && Arrays.equals(message, that.message);
    }

    @Override
    public int hashCode() {
      return Objects.hash(type, Arrays.hashCode(message));
    }

    @Override
    public String toString() {
      return "a " + type + " in an unknown form";
    }
  }

  /** Where a package holds the elements of a tensor. */
  sealed interface Storage {
    /** Not decided yet: the writer follows the rule of the format for this type and size. */
    Storage UNDECIDED = new Undecided();

    /** In the model file itself. */
    Storage IMMEDIATE = new Immediate();

    /** See {@link #IMMEDIATE}. */
    record Immediate() implements Storage {}

    /** See {@link #UNDECIDED}. */
    record Undecided() implements Storage {}

    /**
     * In a blob file.
     *
     * @param fileName the file as the program names it, such as
     *     {@code @model_path/weights/weight.bin}
     * @param offset byte offset of the blob's metadata record in that file
     */
    record Blob(String fileName, long offset) implements Storage {}
  }
}
