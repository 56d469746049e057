package dev.coremill.core.shape;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.Dimension;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.UnknownFields;
import dev.coremill.api.program.Value;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One operation, written in a line: {@code x=float16[2, 3]; axis=-1; mode="same"; y=$name}. A type
 * with a shape is a value that only running the program gives; {@code state float16[4]} and {@code
 * list float16[4]} are a state and a list. Arguments of several values have commas outside of
 * brackets.
 */
final class Expression {
  private final String type;
  private final Map<String, List<Binding>> arguments = new LinkedHashMap<>();
  private final List<NamedType> inputs = new ArrayList<>();

  private Expression(String type) {
    this.type = type;
  }

  static Expression of(String type, String arguments) {
    Expression expression = new Expression(type);
    for (String argument : arguments.split(";", -1)) {
      int equals = argument.indexOf('=');
      List<Binding> bindings = new ArrayList<>();
      for (String each :
          argument
              .substring(equals + 1)
              .split(",(?![^\\[]*\\])(?=([^\"]*\"[^\"]*\")*[^\"]*$)", -1)) {
        bindings.add(expression.binding(each.strip()));
      }
      expression.arguments.put(argument.substring(0, equals).strip(), bindings);
    }
    return expression;
  }

  /** An operation with one output, whose shape is open, and of arguments that need no inputs. */
  static Operation operation(String type, String output, String arguments) {
    return of(type, arguments).operation(List.of(open(output)));
  }

  /** The inferred types of the outputs, such as {@code float16[2, 3]; int32[]}. */
  String outputs(String opset, int count) {
    List<NamedType> outputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      outputs.add(open("output" + i));
    }
    Block body =
        new Block(List.of(), List.of(), List.of(operation(outputs)), Map.of(), UnknownFields.NONE);
    Function function =
        new Function(inputs, opset, Map.of(opset, body), Map.of(), UnknownFields.NONE);
    InferredTypes types = ShapeInference.infer("main", function, Map.of());
    List<String> texts = new ArrayList<>();
    for (NamedType output : outputs) {
      texts.add(types.type(output).toString());
    }
    return String.join("; ", texts);
  }

  private Operation operation(List<NamedType> outputs) {
    return new Operation(type, arguments, outputs, List.of(), Map.of(), UnknownFields.NONE);
  }

  /** Of any rank, so that it never agrees with what is inferred by chance. */
  private static NamedType open(String name) {
    return new NamedType(
        name, new ValueType.OfTensor(DataType.FLOAT16, List.<Dimension>of(), true, Map.of()));
  }

  private Binding binding(String text) {
    if (text.startsWith("$")) {
      return new Binding.Reference(text.substring(1));
    }
    if (text.startsWith("\"")) {
      return new Binding.Literal(
          new Value.OfStrings(
              ValueType.OfTensor.of(DataType.STRING, Shape.scalar()),
              List.of(text.substring(1, text.length() - 1))));
    }
    if (text.startsWith("state ")) {
      return input(new ValueType.OfState(typed(text.substring(6))));
    }
    if (text.startsWith("list ")) {
      return input(new ValueType.OfList(typed(text.substring(5)), new Dimension.Open(false)));
    }
    return Character.isLetter(text.charAt(0)) && text.endsWith("]")
        ? input(typed(text))
        : new Binding.Literal(Value.OfTensor.of(constant(text)));
  }

  private Binding input(ValueType inputType) {
    String name = "input" + inputs.size();
    inputs.add(new NamedType(name, inputType));
    return new Binding.Reference(name);
  }

  private static ValueType typed(String text) {
    int bracket = text.indexOf('[');
    long[] sizes = numbers(text.substring(bracket));
    return ValueType.OfTensor.of(
        DataType.valueOf(text.substring(0, bracket).toUpperCase(Locale.ROOT)), Shape.of(sizes));
  }

  private static Tensor constant(String text) {
    boolean list = text.startsWith("[");
    if (text.contains(".")) {
      return Tensor.ofFloats(Shape.scalar(), Float.parseFloat(text));
    }
    boolean truth = text.contains("true") || text.contains("false");
    long[] numbers = list ? numbers(text) : numbers("[" + text + "]");
    int[] values = new int[numbers.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (int) numbers[i];
    }
    return Tensor.ofIntegers(
        truth ? DataType.BOOL : DataType.INT32,
        list ? Shape.of(values.length) : Shape.scalar(),
        values);
  }

  private static long[] numbers(String brackets) {
    String inside = brackets.substring(1, brackets.length() - 1).strip();
    if (inside.isEmpty()) {
      return new long[0];
    }
    String[] parts = inside.split(",", -1);
    long[] numbers = new long[parts.length];
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i].strip();
      numbers[i] = part.equals("true") ? 1 : part.equals("false") ? 0 : Long.parseLong(part);
    }
    return numbers;
  }
}
