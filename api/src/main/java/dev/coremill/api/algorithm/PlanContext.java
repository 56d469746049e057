package dev.coremill.api.algorithm;

/** What a pipeline says to all algorithms. */
public interface PlanContext {
  /** What to do where a group size or block size does not divide a dimension. */
  IndivisiblePolicy onIndivisible();
}
