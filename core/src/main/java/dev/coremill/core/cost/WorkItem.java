package dev.coremill.core.cost;

/**
 * The work of one operation, or of several equal ones.
 *
 * @param kind what rate it goes at
 * @param multiplyAdds multiplications followed by an addition
 * @param weightBytes bytes of the constants that it reads, as plain values
 * @param activationBytes bytes that it reads and writes otherwise, as plain values
 * @param repeats how often it runs for one prediction; more than 1 in loops, and where equal
 *     operations are counted together
 */
public record WorkItem(
    WorkKind kind, double multiplyAdds, double weightBytes, double activationBytes, double repeats)
    implements Comparable<WorkItem> {
  /** Orders by kind, then by amounts. */
  @Override
  public int compareTo(WorkItem other) {
    int order = kind.compareTo(other.kind);
    order = order != 0 ? order : Double.compare(multiplyAdds, other.multiplyAdds);
    order = order != 0 ? order : Double.compare(weightBytes, other.weightBytes);
    order = order != 0 ? order : Double.compare(activationBytes, other.activationBytes);
    return order != 0 ? order : Double.compare(repeats, other.repeats);
  }

  /** The same work another number of times. */
  WorkItem times(double newRepeats) {
    return new WorkItem(kind, multiplyAdds, weightBytes, activationBytes, newRepeats);
  }
}
