package dev.coremill.core.shape;

import dev.coremill.api.program.Dimension;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.tensor.DataType;
import java.util.List;

/** Types of what the operators of lists give. */
final class ListTypes {
  private ListTypes() {}

  static Known made(Arguments arguments) {
    List<Known> dimensions = arguments.all("elem_shape");
    long[] shape = new long[dimensions.size()];
    for (int axis = 0; axis < shape.length; axis++) {
      double[] value = dimensions.get(axis).value();
      if (value == null || value.length != 1) {
        throw new Unresolved("elem_shape is known only when the program runs");
      }
      shape[axis] = (long) value[0];
    }
    ValueType element =
        Known.tensor(TensorTypes.named(arguments.text("dtype", "fp32")), shape).type();
    boolean open = arguments.flag("dynamic_length", true);
    return Known.of(
        new ValueType.OfList(
            element,
            open
                ? new Dimension.Open(false)
                : new Dimension.Fixed(arguments.integer("init_length", 1))));
  }

  static Known read(Arguments arguments) {
    return Known.of(element(arguments));
  }

  static Known gathered(Arguments arguments) {
    Known element = Known.of(element(arguments));
    long[] indices = arguments.shape("indices");
    return Known.tensor(
        element.dataType(), Dimensions.join(new long[] {indices[0]}, element.dimensions()));
  }

  static Known length() {
    return Known.tensor(DataType.INT32);
  }

  private static ValueType element(Arguments arguments) {
    if (arguments.one("ls").type() instanceof ValueType.OfList list) {
      return list.element();
    }
    throw new Unresolved("ls is no list");
  }
}
