package dev.coremill.plugins.torch.operator;

import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.IntType;
import org.bytedeco.pytorch.NumberType;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.OperatorName;
import org.bytedeco.pytorch.OptionalType;
import org.bytedeco.pytorch.SingletonTypePtr;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.Type;

/** An operator of libtorch that has no function of its own and is called by its name. */
final class NativeOperator implements AutoCloseable {
  private final OperatorHandle handle;

  private NativeOperator(OperatorHandle handle) {
    this.handle = handle;
    handle.retainReference();
  }

  /** Whether this build of libtorch has an operator, such as {@code quantized::linear_prepack}. */
  static boolean exists(String name) {
    return Dispatcher.singleton().findSchema(new OperatorName(name, "")).has_value();
  }

  /** An operator that exists, until it is closed. */
  static NativeOperator open(String name) {
    return new NativeOperator(Dispatcher.singleton().findSchemaOrThrow(name, ""));
  }

  /** Its first result; it belongs to the innermost pointer scope. */
  IValue call(IValue... arguments) {
    IValueVector stack = new IValueVector(arguments);
    handle.callBoxed(stack);
    return new IValue(stack.get(0));
  }

  /** Its first result, which is a tensor. */
  Tensor compute(IValue... arguments) {
    IValueVector stack = new IValueVector(arguments);
    handle.callBoxed(stack);
    return stack.get(0).toTensor();
  }

  @Override
  public void close() {
    handle.releaseReference();
  }

  /** A list of integers as an argument. */
  static IValue integers(long... values) {
    GenericList list = new GenericList(pointer(IntType.getIntTypePtr().get()));
    for (long value : values) {
      list.push_back(new IValue(value));
    }
    return new IValue(list);
  }

  /** A list of numbers that may be missing, without any. */
  static IValue noNumbers() {
    Type.TypePtr number = pointer(NumberType.getNumberIntTypePtr().get());
    return new IValue(new GenericList(OptionalType.get(number)));
  }

  /** Types are made once for the whole process, so that nobody counts references to them. */
  private static Type.TypePtr pointer(Type type) {
    return new Type.TypePtr(new SingletonTypePtr(type));
  }
}
