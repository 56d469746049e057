package dev.coremill.core.inspect;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Value;
import java.util.List;
import java.util.Map;

/**
 * Whether two values, arguments or attributes mean the same: types and elements are compared, not
 * where they are stored.
 */
final class SameValue {
  private SameValue() {}

  static boolean of(Value a, Value b) {
    return switch (a) {
      case Value.OfTensor tensor ->
          b instanceof Value.OfTensor other && tensor.tensor().contentEquals(other.tensor());
      case Value.OfStrings strings ->
          b instanceof Value.OfStrings other && strings.strings().equals(other.strings());
      case Value.OfList list ->
          b instanceof Value.OfList other && ofAll(list.values(), other.values());
      case Value.OfTuple tuple ->
          b instanceof Value.OfTuple other && ofAll(tuple.values(), other.values());
      case Value.OfDictionary dictionary ->
          b instanceof Value.OfDictionary other && ofEntries(dictionary.entries(), other.entries());
      case Value.Opaque opaque -> opaque.equals(b);
    };
  }

  static boolean of(Map<String, Value> a, Map<String, Value> b) {
    if (!a.keySet().equals(b.keySet())) {
      return false;
    }
    for (Map.Entry<String, Value> entry : a.entrySet()) {
      Value other = b.get(entry.getKey());
      if (other == null || !of(entry.getValue(), other)) {
        return false;
      }
    }
    return true;
  }

  static boolean ofBindings(List<Binding> a, List<Binding> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      boolean same =
          switch (a.get(i)) {
            case Binding.Reference reference -> reference.equals(b.get(i));
            case Binding.Literal(Value value) ->
                b.get(i) instanceof Binding.Literal(Value other) && of(value, other);
          };
      if (!same) {
        return false;
      }
    }
    return true;
  }

  private static boolean ofAll(List<Value> a, List<Value> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!of(a.get(i), b.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean ofEntries(List<Value.Entry> a, List<Value.Entry> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!of(a.get(i).key(), b.get(i).key()) || !of(a.get(i).value(), b.get(i).value())) {
        return false;
      }
    }
    return true;
  }
}
