package dev.coremill.plugins.torch.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.tensor.DataType;
import dev.coremill.plugins.torch.OperationRun;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists that share their elements: what they hold, and when it is freed. */
class ListDraftTest {
  /** Running anything brings libtorch into the process. */
  @BeforeAll
  static void loadLibrary() {
    OperationRun.of("relu").input("x", OperationRun.floats(OperationRun.shape(1), 1)).run();
  }

  private static RuntimeValue.OfTensor number(long value) {
    return new RuntimeValue.OfTensor(Tensors.ofIntegers(new long[0], value), DataType.INT64);
  }

  private static List<Long> numbers(RuntimeValue.OfList list) {
    List<Long> numbers = new ArrayList<>();
    for (RuntimeValue value : list.values()) {
      numbers.add(((RuntimeValue.OfTensor) value).tensor().item_long());
    }
    return numbers;
  }

  private static RuntimeValue.OfList written(
      RuntimeValue.OfList list, int index, RuntimeValue value) {
    try (ListDraft draft = ListDraft.of(list)) {
      draft.put(index, value);
      return draft.list();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 31, 32, 33, 1023, 1024, 1025, 2080, 32_769})
  void aListHoldsWhatWasWrittenLast(int size) {
    Random random = new Random(size);
    try (PointerScope _ = new PointerScope()) {
      RuntimeValue.OfList list = filled(size, number(-1));
      List<Long> expected = new ArrayList<>(Collections.nCopies(size, -1L));
      RuntimeValue.OfList first = list;
      for (int i = 0; i < 100; i++) {
        int index = i % 2 == 0 ? expected.size() : random.nextInt(expected.size());
        list = written(list, index, number(i));
        if (index == expected.size()) {
          expected.add((long) i);
        } else {
          expected.set(index, (long) i);
        }
      }
      assertThat(numbers(list)).isEqualTo(expected);
      assertThat(numbers(first)).isEqualTo(Collections.nCopies(size, -1L));
    }
  }

  private static RuntimeValue.OfList filled(int count, RuntimeValue value) {
    try (ListDraft draft = ListDraft.filled(count, value)) {
      return draft.list();
    }
  }

  @Test
  void aListThatGrowsFromNothingKeepsItsOrder() {
    try (PointerScope _ = new PointerScope()) {
      List<RuntimeValue> values = new ArrayList<>();
      List<Long> expected = new ArrayList<>();
      for (long i = 0; i < 1100; i++) {
        values.add(number(i));
        expected.add(i);
      }
      assertThat(numbers(RuntimeValue.OfList.of(values))).isEqualTo(expected);
    }
  }

  /** Otherwise a loop that fills a list would take the square of its length. */
  @Test
  void retainingOrWritingAListDoesNotTouchTheRestOfItsElements() {
    try (PointerScope _ = new PointerScope()) {
      RuntimeValue.OfTensor shared = number(7);
      List<RuntimeValue> values = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        values.add(shared);
      }
      RuntimeValue.OfList list = RuntimeValue.OfList.of(values);
      long uses = shared.tensor().use_count();
      RuntimeValue kept = list.retain().scoped();
      RuntimeValue.OfList other = written(list, 50, number(8));
      assertThat(shared.tensor().use_count()).isEqualTo(uses);
      assertThat(other.get(49)).isSameAs(list.get(49));
      assertThat(other.get(51)).isSameAs(list.get(51));
      kept.release();
    }
  }

  @Test
  void elementsAreFreedWithTheLastListThatHoldsThem() {
    try (PointerScope _ = new PointerScope()) {
      Tensor tensor = Tensors.ofIntegers(new long[0], 7);
      long alone = tensor.use_count();
      RuntimeValue.OfTensor value = new RuntimeValue.OfTensor(tensor, DataType.INT64);
      RuntimeValue.OfList kept;
      try (PointerScope _ = new PointerScope()) {
        RuntimeValue.OfList first = filled(40, value);
        RuntimeValue.OfList second = written(first, 1, number(8));
        kept = written(second, 40, number(9)).retain();
        assertThat(tensor.use_count()).isGreaterThan(alone);
      }
      assertThat(tensor.use_count()).isGreaterThan(alone);
      assertThat(numbers(kept)).hasSize(41).startsWith(7L, 8L, 7L).endsWith(7L, 9L);
      RuntimeValue.OfList rest;
      try (PointerScope _ = new PointerScope()) {
        kept.scoped();
        kept.release();
        rest = written(kept, 0, number(1)).retain();
      }
      assertThat(tensor.use_count()).isGreaterThan(alone);
      rest.release();
      assertThat(tensor.use_count()).isEqualTo(alone);
    }
  }

  @Test
  void nothingStandsBehindTheLastElement() {
    try (PointerScope _ = new PointerScope()) {
      RuntimeValue.OfList list = filled(3, number(1));
      assertThatThrownBy(() -> list.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> written(list, 4, number(1)))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThat(RuntimeValue.OfList.of(List.of()).size()).isZero();
    }
  }
}
