package dev.coremill.core.engine;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Value;
import dev.coremill.core.constant.LiftedConstant;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tells whether two constants hold the same stored bytes in the same way. */
final class StorageKey {
  private StorageKey() {}

  /**
   * A text that is equal for constants that share their storage; it names blobs by file and offset.
   */
  static String of(LiftedConstant constant) {
    StringBuilder key = new StringBuilder();
    Map<String, Integer> producers = new HashMap<>();
    for (Operation operation : constant.chain()) {
      key.append(operation.type()).append('(');
      new TreeMap<>(operation.attributes())
          .forEach((name, value) -> {
            if (!name.equals("name")) {
              append(key.append(name).append('='), value);
            }
          });
      new TreeMap<>(operation.inputs())
          .forEach((name, bindings) -> append(key.append(name).append('='), bindings, producers));
      key.append(')');
      for (int output = 0; output < operation.outputs().size(); output++) {
        producers.put(operation.outputs().get(output).name(), producers.size());
      }
    }
    return key.toString();
  }

  private static void append(
      StringBuilder key, List<Binding> bindings, Map<String, Integer> producers) {
    for (Binding binding : bindings) {
      switch (binding) {
        case Binding.Literal literal -> append(key, literal.value());
        case Binding.Reference reference ->
            key.append('#')
                .append(
                    producers.containsKey(reference.name())
                        ? String.valueOf(producers.get(reference.name()))
                        : reference.name())
                .append(',');
      }
    }
  }

  private static void append(StringBuilder key, Value value) {
    if (value instanceof Value.OfTensor tensor) {
      key.append(tensor.type());
      if (tensor.storage() instanceof Value.Storage.Blob blob) {
        key.append('@').append(blob.fileName()).append(':').append(blob.offset());
      } else {
        byte[] bytes = tensor.tensor().data().toArray(ValueLayout.JAVA_BYTE);
        for (byte each : bytes) {
          key.append((char) ('a' + (each >> 4 & 15))).append((char) ('a' + (each & 15)));
        }
      }
    } else {
      key.append(value);
    }
    key.append(',');
  }
}
