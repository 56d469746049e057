package dev.coremill.api.program;

/** One dimension of a type: a fixed size, or one that is known only when the program runs. */
public sealed interface Dimension {
  /**
   * A size that is known.
   *
   * @param size the size; 0 is allowed
   */
  record Fixed(long size) implements Dimension {
    /** Rejects negative sizes. */
    public Fixed {
      if (size < 0) {
        throw new IllegalArgumentException("a dimension of " + size);
      }
    }

    @Override
    public String toString() {
      return Long.toString(size);
    }
  }

  /**
   * A size that is open.
   *
   * @param variadic whether it stands for any number of dimensions
   */
  record Open(boolean variadic) implements Dimension {
    @Override
    public String toString() {
      return variadic ? "..." : "?";
    }
  }
}
