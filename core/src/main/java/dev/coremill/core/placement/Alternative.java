package dev.coremill.core.placement;

import dev.coremill.api.target.OsVersion;
import java.util.Optional;

/** One of the things that a test accepts. */
public sealed interface Alternative {
  /** Whether it accepts a value; false for a value of another kind. */
  boolean accepts(FactValue value);

  /**
   * A word.
   *
   * @param word the word
   */
  record Is(String word) implements Alternative {
    @Override
    public boolean accepts(FactValue value) {
      return value instanceof FactValue.Word(String text) && text.equals(word);
    }
  }

  /**
   * Any word that begins so.
   *
   * @param letters how it begins
   */
  record Begins(String letters) implements Alternative {
    @Override
    public boolean accepts(FactValue value) {
      return value instanceof FactValue.Word(String text) && text.startsWith(letters);
    }
  }

  /**
   * A number that stands so to another one.
   *
   * @param comparison how it stands
   * @param bound to what
   */
  record Compared(Comparison comparison, double bound) implements Alternative {
    @Override
    public boolean accepts(FactValue value) {
      return value instanceof FactValue.Amount(double amount)
          && comparison.holds(Double.compare(amount, bound));
    }
  }

  /**
   * A number of a range.
   *
   * @param low the smallest
   * @param high the largest
   */
  record Between(double low, double high) implements Alternative {
    @Override
    public boolean accepts(FactValue value) {
      return value instanceof FactValue.Amount(double amount) && amount >= low && amount <= high;
    }
  }

  /**
   * Versions of a system that stand so to another one. Where the test names no minor version, those
   * of one major version are the same to it.
   *
   * @param comparison how they stand
   * @param bound to what
   * @param minors whether minor versions count
   */
  record Versions(Comparison comparison, OsVersion bound, boolean minors) implements Alternative {
    @Override
    public boolean accepts(FactValue value) {
      if (!(value instanceof FactValue.Version(OsVersion version))
          || version.system() != bound.system()) {
        return false;
      }
      int order = Integer.compare(version.major(), bound.major());
      if (order == 0 && minors) {
        order = Integer.compare(version.minor(), bound.minor());
      }
      return comparison.holds(order);
    }

    /**
     * The versions from one to another, both included.
     *
     * @throws IllegalArgumentException if these are no versions of one system in order
     */
    static Alternative range(String oldest, String newest) {
      OsVersion from = OsVersion.parse(oldest);
      OsVersion to = OsVersion.parse(newest);
      if (from.system() != to.system() || from.major() > to.major()) {
        throw new IllegalArgumentException("there is no range from " + from + " to " + to);
      }
      return new Both(
          new Versions(Comparison.AT_LEAST, from, oldest.indexOf('.') >= 0),
          new Versions(Comparison.AT_MOST, to, newest.indexOf('.') >= 0));
    }
  }

  /**
   * What two others accept.
   *
   * @param first the one
   * @param second the other
   */
  record Both(Alternative first, Alternative second) implements Alternative {
    @Override
    public boolean accepts(FactValue value) {
      return first.accepts(value) && second.accepts(value);
    }
  }

  /**
   * Chips of a family whose generation stands so to another one.
   *
   * @param comparison how it stands
   * @param family the family
   * @param number the generation
   */
  record Generations(Comparison comparison, String family, int number) implements Alternative {
    Generations(Comparison comparison, Generation bound) {
      this(comparison, bound.family(), bound.number());
    }

    @Override
    public boolean accepts(FactValue value) {
      if (!(value instanceof FactValue.Word(String id))) {
        return false;
      }
      Optional<Generation> generation = Generation.find(id);
      return generation.isPresent()
          && generation.get().family().equals(family)
          && comparison.holds(Integer.compare(generation.get().number(), number));
    }
  }
}
