package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Program;
import dev.coremill.api.program.Value;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.runtime.NumericMode;
import dev.coremill.api.runtime.PreparedFunction;
import dev.coremill.api.runtime.States;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a prediction holds is bounded by the values that are alive together. */
class LiveSetTest {
  private static final int LENGTH = 4 << 20;
  private static final long BYTES = (long) LENGTH * Float.BYTES;
  private static final int OPERATIONS = 80;

  private static Operation operation(String type, String output, Map<String, String> inputs) {
    return TestPrograms.operation(type, output, DataType.FLOAT32, inputs);
  }

  /** Each value is needed by the next operation alone, so that two of them live at a time. */
  private static Program chain() {
    List<Operation> operations = new ArrayList<>();
    String last = "x";
    for (int i = 0; i < OPERATIONS; i++) {
      String next = "v" + i;
      operations.add(operation("tanh", next, Map.of("x", last)));
      last = next;
    }
    operations.add(operation("reduce_max", "largest", Map.of("x", last)));
    return TestPrograms.program(
        List.of(new NamedType("x", ValueType.OfTensor.of(DataType.FLOAT32, shape(LENGTH)))),
        List.of("largest"),
        operations.toArray(new Operation[0]));
  }

  @Test
  void aValueIsFreedAfterItsLastUse() {
    Optional<NativeHeapUse> counted = NativeHeapUse.open();
    assumeTrue(counted.isPresent(), "SKIPPED: the C library does not count what it gives");
    NativeHeapUse heap = counted.get();
    Tensor x = floats(shape(LENGTH), new float[LENGTH]);
    long[] most = {0};
    try (PreparedFunction function = TestPrograms.prepared(chain(), NumericMode.FLOAT32);
        States states = function.newStates()) {
      long before = heap.bytes();
      function.predict(
          Map.of("x", Value.OfTensor.of(x)),
          states,
          (_, _, _) -> most[0] = Math.max(most[0], heap.bytes()));
      // All of them together would be eighty times as much as one.
      assertThat(most[0] - before).isBetween(BYTES, 10 * BYTES);
    }
  }
}
