package dev.coremill.plugins.torch.operator;

import dev.coremill.api.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * Lists of tensors. A list that is written is a new one that shares the elements of the old one; it
 * grows where an element behind its end is written, and what lies between is 0.
 */
final class ListOperators {
  private static final int LONGEST = 1 << 20;

  private ListOperators() {}

  static void register(OperatorRegistry registry) {
    registry.moves("list_gather", ListOperators::gather);
    registry.moves("list_length", context -> Tensors.ofIntegers(new long[0], list(context).size()));
    registry.values("list_read", ListOperators::read);
    registry.values("list_scatter", ListOperators::scatter);
    registry.values("list_write", ListOperators::write);
    registry.values("make_list", ListOperators::make);
  }

  private static RuntimeValue.OfList list(OperationContext context) {
    if (context.value("ls") instanceof RuntimeValue.OfList list) {
      return list;
    }
    throw new OperatorException("'ls' is no list");
  }

  /** An axis whose size is a name is empty until an element is written. */
  private static List<RuntimeValue> make(OperationContext context) {
    List<Long> sizes = new ArrayList<>();
    for (RuntimeValue size : context.has("elem_shape") ? context.values("elem_shape") : none()) {
      switch (size) {
        case RuntimeValue.OfTensor tensor -> {
          for (long number : tensor.integers()) {
            sizes.add(number);
          }
        }
        case RuntimeValue.OfStrings _ -> sizes.add(0L);
        case RuntimeValue.OfList _, RuntimeValue.OfDictionary _, RuntimeValue.OfState _ ->
            throw new OperatorException("'elem_shape' has an element that is no size");
      }
    }
    long[] shape = new long[sizes.size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = sizes.get(i);
    }
    DataType type = type(context.text("dtype", "fp32"));
    Tensor zeros = torch.zeros(Sizes.checked(shape), new TensorOptions(StorageTypes.of(type)));
    RuntimeValue element = new RuntimeValue.OfTensor(zeros, type);
    int length = length(context.integer("init_length", 1));
    try (ListDraft draft = ListDraft.filled(length, element)) {
      return List.of(draft.list());
    }
  }

  private static RuntimeValue[] none() {
    return new RuntimeValue[0];
  }

  private static DataType type(String name) {
    return switch (name) {
      case "bool" -> DataType.BOOL;
      case "fp16" -> DataType.FLOAT16;
      case "fp32" -> DataType.FLOAT32;
      case "int8" -> DataType.INT8;
      case "uint8" -> DataType.UINT8;
      case "int16" -> DataType.INT16;
      case "uint16" -> DataType.UINT16;
      case "int32" -> DataType.INT32;
      default -> throw new OperatorException("dtype is '" + name + "'");
    };
  }

  private static int length(long length) {
    if (length < 0 || length > LONGEST) {
      throw new OperatorException("a list of " + length + " elements; the longest has " + LONGEST);
    }
    return (int) length;
  }

  private static RuntimeValue element(RuntimeValue.OfList list, long index) {
    if (index < 0 || index >= list.size()) {
      throw new OperatorException("there is no element " + index + " in a list of " + list.size());
    }
    return list.get((int) index);
  }

  private static List<RuntimeValue> read(OperationContext context) {
    return List.of(element(list(context), context.integer("index")));
  }

  private static Tensor gather(OperationContext context) {
    RuntimeValue.OfList list = list(context);
    List<Tensor> chosen = new ArrayList<>();
    for (long index : context.integers("indices")) {
      if (element(list, index) instanceof RuntimeValue.OfTensor tensor) {
        chosen.add(tensor.tensor());
      } else {
        throw new OperatorException("element " + index + " is no tensor of numbers");
      }
    }
    return torch.stack(JoiningOperators.joined(chosen), 0);
  }

  private static List<RuntimeValue> write(OperationContext context) {
    try (ListDraft draft = ListDraft.of(list(context))) {
      put(draft, context.integer("index"), context.whole("value"));
      return List.of(draft.list());
    }
  }

  private static List<RuntimeValue> scatter(OperationContext context) {
    long[] indices = context.integers("indices");
    RuntimeValue.OfTensor values = context.whole("value");
    Tensor rows = values.tensor();
    if (rows.dim() == 0 || rows.size(0) != indices.length) {
      throw new OperatorException("value does not have an element for each index");
    }
    try (ListDraft draft = ListDraft.of(list(context))) {
      for (int i = 0; i < indices.length; i++) {
        put(draft, indices[i], new RuntimeValue.OfTensor(rows.select(0, i), values.type()));
      }
      return List.of(draft.list());
    }
  }

  private static void put(ListDraft draft, long index, RuntimeValue.OfTensor value) {
    int at = length(index);
    if (draft.size() < at) {
      RuntimeValue zeros =
          new RuntimeValue.OfTensor(torch.zeros_like(value.tensor()), value.type());
      while (draft.size() < at) {
        draft.put(draft.size(), zeros);
      }
    }
    draft.put(at, value);
  }
}
