package dev.coremill.core.sample;

import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;

/** Brings arrays to the type and the shape of an input, where nothing but precision can be lost. */
public final class InputFitting {
  private InputFitting() {}

  /**
   * The same values as the input takes them.
   *
   * @param strict whether NaN is refused
   * @throws IllegalArgumentException if it does not fit; the message says why, and continues the
   *     value's name
   */
  public static Value fit(Value value, InputSpec spec, boolean strict) {
    if (!(value instanceof Value.OfTensor given)) {
      throw new IllegalArgumentException(
          "holds strings, and the input is " + spec.shown() + "; give numbers");
    }
    Tensor tensor = given.tensor();
    Shape shape =
        spec.fitted(tensor.shape())
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "is "
                        + tensor
                        + " in each sample, and the input is "
                        + spec.shown()
                        + "; the first axis of an array is the sample, the rest the input's"
                        + " shape"));
    return Value.OfTensor.of(convert(tensor, spec.type(), strict).reshape(shape));
  }

  private static Tensor convert(Tensor tensor, DataType type, boolean strict) {
    DataType from = tensor.type();
    if (from.isFloat() && !type.isFloat()) {
      throw new IllegalArgumentException(
          "is " + from.text() + ", and the input is " + type.text() + "; save it as integers");
    }
    if (type == DataType.BOOL && from != DataType.BOOL) {
      throw new IllegalArgumentException(
          "is " + from.text() + ", and the input is bool; save it as booleans");
    }
    if (from.isFloat() && strict) {
      requireNumbers(tensor);
    }
    if (from == type) {
      return tensor;
    }
    try {
      return Numbers.tensor(type, tensor.shape(), Numbers.all(tensor));
    } catch (IllegalArgumentException unfit) {
      throw new IllegalArgumentException("does not fit: " + unfit.getMessage(), unfit);
    }
  }

  private static void requireNumbers(Tensor tensor) {
    long count = tensor.elementCount();
    double[] values = new double[(int) Math.min(Numbers.CHUNK, count)];
    for (long start = 0; start < count; start += values.length) {
      int size = (int) Math.min(values.length, count - start);
      Numbers.read(tensor, start, size, values, 0);
      for (int i = 0; i < size; i++) {
        if (Double.isNaN(values[i])) {
          throw new IllegalArgumentException(
              "is NaN at element "
                  + (start + i)
                  + " of "
                  + count
                  + "; repair or leave out the sample");
        }
      }
    }
  }
}
