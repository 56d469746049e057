package dev.coremill.core.placement;

import dev.coremill.api.target.ComputeUnit;

/**
 * Operations next to each other that run on one unit.
 *
 * @param unit the unit
 * @param first the index of the first operation
 * @param last the index of the last one
 * @param multiplyAdds what they compute
 */
public record Segment(ComputeUnit unit, int first, int last, long multiplyAdds) {
  /** How many operations it has. */
  public int operations() {
    return last - first + 1;
  }
}
