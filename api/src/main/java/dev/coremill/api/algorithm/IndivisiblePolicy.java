package dev.coremill.api.algorithm;

/** What to do where a group size or block size does not divide the dimension of a weight. */
public enum IndivisiblePolicy {
  /** Refuse: the run does not start. */
  ERROR,
  /** Leave the weight as it is, and say so. */
  SKIP,
  /** Take the nearest size that divides, the smaller of two, and say so. */
  NEAREST
}
