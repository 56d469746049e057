package dev.coremill.core.shape;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The arguments of an operation as inference knows them. */
final class Arguments {
  private final Operation operation;
  private final Function<String, Definition> names;

  /**
   * What a name stands for.
   *
   * @param known its type
   * @param constant its value, where a {@code const} defines it
   */
  record Definition(Known known, @Nullable Value constant) {}

  /**
   * @param names finds what a name stands for
   */
  Arguments(Operation operation, Function<String, Definition> names) {
    this.operation = operation;
    this.names = names;
  }

  Operation operation() {
    return operation;
  }

  boolean has(String argument) {
    return !operation.inputs().getOrDefault(argument, List.of()).isEmpty()
        || operation.attributes().containsKey(argument);
  }

  /** Every binding of an argument. */
  List<Known> all(String argument) {
    List<Known> all = new ArrayList<>();
    for (Binding binding : operation.inputs().getOrDefault(argument, List.of())) {
      all.add(definition(binding).known());
    }
    if (all.isEmpty()) {
      throw new Unresolved("there is no argument " + argument);
    }
    return all;
  }

  Known one(String argument) {
    return all(argument).getFirst();
  }

  long[] shape(String argument) {
    return one(argument).dimensions();
  }

  DataType type(String argument) {
    return one(argument).dataType();
  }

  int rank(String argument) {
    return shape(argument).length;
  }

  /** The value of an argument; null where it is not given, or where it is not known. */
  double @Nullable [] value(String argument) {
    Definition definition = definition(argument);
    return definition == null ? null : definition.known().value();
  }

  /** Whole numbers or truth values, which must be known. */
  long[] integers(String argument) {
    double[] value = value(argument);
    if (value == null) {
      throw new Unresolved("the value of " + argument + " is known only when the program runs");
    }
    return whole(value);
  }

  static long[] whole(double[] values) {
    long[] whole = new long[values.length];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = (long) values[i];
    }
    return whole;
  }

  long[] integers(String argument, long[] otherwise) {
    return has(argument) ? integers(argument) : otherwise;
  }

  long integer(String argument) {
    long[] value = integers(argument);
    if (value.length != 1) {
      throw new Unresolved(argument + " has " + value.length + " values in place of one");
    }
    return value[0];
  }

  long integer(String argument, long otherwise) {
    return has(argument) ? integer(argument) : otherwise;
  }

  boolean flag(String argument, boolean otherwise) {
    return integer(argument, otherwise ? 1 : 0) != 0;
  }

  /** An axis, counted from the outermost. */
  int axis(String argument, long otherwise, int rank) {
    return axis(integer(argument, otherwise), rank);
  }

  static int axis(long axis, int rank) {
    long counted = axis < 0 ? axis + rank : axis;
    if (counted < 0 || counted >= rank) {
      throw new Unresolved("there is no axis " + axis + " in a value of rank " + rank);
    }
    return (int) counted;
  }

  String text(String argument, String otherwise) {
    if (!has(argument)) {
      return otherwise;
    }
    Definition definition = definition(argument);
    if (definition != null
        && definition.constant() instanceof Value.OfStrings strings
        && strings.strings().size() == 1) {
      return strings.strings().getFirst();
    }
    throw new Unresolved(argument + " is no constant string");
  }

  /** A constant number, whole or not. */
  double number(String argument, double otherwise) {
    if (!has(argument)) {
      return otherwise;
    }
    double[] value = value(argument);
    if (value != null && value.length == 1) {
      return value[0];
    }
    throw new Unresolved(argument + " is no constant number");
  }

  private @Nullable Definition definition(String argument) {
    List<Binding> bindings = operation.inputs().getOrDefault(argument, List.of());
    if (bindings.size() == 1) {
      return definition(bindings.getFirst());
    }
    Value attribute = operation.attributes().get(argument);
    return attribute == null ? null : literal(attribute);
  }

  private Definition definition(Binding binding) {
    return switch (binding) {
      case Binding.Reference(String name) -> names.apply(name);
      case Binding.Literal(Value value) -> literal(value);
    };
  }

  /** A value of the program. */
  static Definition literal(Value value) {
    Known known = Known.of(value.type());
    if (value instanceof Value.OfTensor tensor) {
      double[] elements = elements(tensor.tensor());
      known = elements == null ? known : known.withValue(elements);
    }
    return new Definition(known, value);
  }

  private static double @Nullable [] elements(Tensor tensor) {
    DataType type = tensor.type();
    boolean whole = type == DataType.BOOL || (type.isInteger() && type.bits() <= 32);
    long most = whole ? Known.MAXIMUM_VALUES : type.isFloat() ? Known.MAXIMUM_FLOATS : -1;
    if (tensor.elementCount() > most) {
      return null;
    }
    double[] elements = new double[(int) tensor.elementCount()];
    if (whole) {
      int[] values = Elements.integers(tensor);
      for (int i = 0; i < elements.length; i++) {
        elements[i] = type == DataType.UINT32 ? Integer.toUnsignedLong(values[i]) : values[i];
      }
    } else {
      float[] values = Elements.floats(tensor);
      for (int i = 0; i < elements.length; i++) {
        elements[i] = values[i];
      }
    }
    return elements;
  }
}
