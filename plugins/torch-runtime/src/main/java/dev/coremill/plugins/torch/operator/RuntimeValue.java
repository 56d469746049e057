package dev.coremill.plugins.torch.operator;

import dev.coremill.api.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** A value while a program runs. */
public sealed interface RuntimeValue {
  /**
   * The same value, owned by whoever called this: it lives until {@link #release}, whatever scope
   * ends before.
   */
  RuntimeValue retain();

  /**
   * The same as {@link #retain} for a value that the innermost pointer scope alone owns: it is
   * taken out of the scope, and has no second owner.
   */
  default RuntimeValue adopt() {
    return retain();
  }

  /** Gives up a value that {@link #retain} or {@link #adopt} made. */
  void release();

  /** The same value, owned by the innermost pointer scope. */
  RuntimeValue scoped();

  /** A value that holds no memory of libtorch, so that nobody has to give it up. */
  sealed interface Unowned extends RuntimeValue {
    @Override
    default RuntimeValue retain() {
      return this;
    }

    @Override
    default RuntimeValue scoped() {
      return this;
    }

    @Override
    default void release() {}
  }

  /** A tensor of numbers or booleans. */
  final class OfTensor implements RuntimeValue {
    private final Tensor tensor;
    private final DataType type;
    private long @Nullable [] integers;

    /**
     * A tensor.
     *
     * @param tensor its elements, held in the type that {@link StorageTypes} says
     * @param type the type that the program declares
     */
    public OfTensor(Tensor tensor, DataType type) {
      this.tensor = tensor;
      this.type = type;
    }

    /** The elements. */
    public Tensor tensor() {
      return tensor;
    }

    /** The type that the program declares. */
    public DataType type() {
      return type;
    }

    /** All elements as integers; read once, so not to be asked of what may be overwritten. */
    long[] integers() {
      long[] known = integers;
      if (known == null) {
        known = Tensors.integers(tensor);
        integers = known;
      }
      return known;
    }

    @Override
    public OfTensor retain() {
      Tensor owned = new Tensor(tensor);
      owned.retainReference();
      return new OfTensor(owned, type);
    }

    @Override
    public OfTensor adopt() {
      tensor.retainReference();
      return this;
    }

    /** Whether the Java object has just one owner, and frees the tensor with it. */
    public boolean isOwned() {
      return tensor.referenceCount() == 1;
    }

    /** Whether another value holds the tensor by the same Java object, so that they own it once. */
    @SuppressWarnings("ReferenceEquality") // Two objects may stand for one tensor.
    public boolean isHeldWith(OfTensor other) {
      return tensor == other.tensor;
    }

    @Override
    public OfTensor scoped() {
      return new OfTensor(new Tensor(tensor), type);
    }

    @Override
    public void release() {
      tensor.releaseReference();
    }
  }

  /**
   * A tensor of strings.
   *
   * @param shape its dimensions
   * @param strings the elements, row-major
   */
  record OfStrings(List<Long> shape, List<String> strings) implements Unowned {
    /** Copies the lists. */
    public OfStrings {
      shape = List.copyOf(shape);
      strings = List.copyOf(strings);
    }

    /** A scalar. */
    public static OfStrings scalar(String text) {
      return new OfStrings(List.of(), List.of(text));
    }
  }

  /**
   * A list. One with another element shares the rest, and so does one that is retained: neither
   * costs more where a list is longer.
   */
  final class OfList implements RuntimeValue {
    private final ListStorage storage;
    private final int height;
    private final int size;

    /** A list of what stands below a part, whose ownership it takes over; null for nothing. */
    OfList(@Nullable ListNode root, int height, int size) {
      this.storage = new ListStorage(root);
      this.height = height;
      this.size = size;
    }

    /** A list of these elements. */
    public static OfList of(List<RuntimeValue> values) {
      try (ListDraft draft = ListDraft.empty()) {
        for (RuntimeValue value : values) {
          draft.put(draft.size(), value);
        }
        return draft.list();
      }
    }

    @Nullable ListNode root() {
      return storage.root();
    }

    int height() {
      return height;
    }

    /** How many elements there are. */
    public int size() {
      return size;
    }

    /** An element, for as long as the list lives. */
    public RuntimeValue get(int index) {
      ListNode root = root();
      if (root == null || index < 0 || index >= size) {
        throw new IndexOutOfBoundsException(index);
      }
      return root.get(height, index);
    }

    /** All elements, for as long as the list lives. */
    public List<RuntimeValue> values() {
      List<RuntimeValue> values = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        values.add(get(i));
      }
      return values;
    }

    @Override
    public OfList retain() {
      storage.retainReference();
      return this;
    }

    @Override
    public OfList scoped() {
      storage.attach();
      return this;
    }

    @Override
    public void release() {
      storage.releaseReference();
    }
  }

  /**
   * A dictionary from labels to numbers, as classifiers return it.
   *
   * @param entries strings or integers with their numbers, in order
   */
  record OfDictionary(Map<Object, Double> entries) implements Unowned {}

  /**
   * A state, whose content operations read and write.
   *
   * @param cell what holds it
   */
  record OfState(StateCell cell) implements Unowned {}
}
