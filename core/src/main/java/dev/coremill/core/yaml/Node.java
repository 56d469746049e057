package dev.coremill.core.yaml;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of a YAML file. */
public sealed interface Node {
  /** Where it begins. */
  Position position();

  /** Keys with values, in the order of the file; no key twice. */
  record Mapping(Position position, List<Entry> entries) implements Node {
    /** Copies the list. */
    public Mapping {
      entries = List.copyOf(entries);
    }

    /** The value of a key; null where the key is not there. */
    public @Nullable Node get(String key) {
      for (Entry entry : entries) {
        if (entry.key().equals(key)) {
          return entry.value();
        }
      }
      return null;
    }

    /** The same mapping without a key. */
    public Mapping without(String key) {
      List<Entry> kept = new ArrayList<>(entries);
      kept.removeIf(entry -> entry.key().equals(key));
      return new Mapping(position, kept);
    }

    /**
     * The entries of both, where this one's win; mappings below the same key are merged likewise.
     * The result stands where this one stands.
     */
    public Mapping over(Mapping base) {
      List<Entry> merged = new ArrayList<>();
      for (Entry entry : base.entries) {
        if (get(entry.key()) == null) {
          merged.add(entry);
        }
      }
      for (Entry entry : entries) {
        Node below = base.get(entry.key());
        if (entry.value() instanceof Mapping mine && below instanceof Mapping theirs) {
          merged.add(new Entry(entry.key(), entry.position(), mine.over(theirs)));
        } else {
          merged.add(entry);
        }
      }
      return new Mapping(position, merged);
    }
  }

  /** One key with its value. */
  record Entry(String key, Position position, Node value) {}

  /** A list. */
  record Sequence(Position position, List<Node> items) implements Node {
    /** Copies the list. */
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /**
   * A single value.
   *
   * @param text as written, without quotes; empty for none
   */
  record Scalar(Position position, Kind kind, String text) implements Node {
    /** What YAML takes a single value for. */
    public enum Kind {
      TEXT,
      WHOLE_NUMBER,
      DECIMAL,
      TRUTH,
      /** No value: {@code null}, {@code ~}, or nothing after the colon. */
      NONE
    }
  }
}
