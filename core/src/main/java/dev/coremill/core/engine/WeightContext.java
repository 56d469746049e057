package dev.coremill.core.engine;

import dev.coremill.api.algorithm.CompressionContext;
import dev.coremill.api.algorithm.IndivisiblePolicy;
import dev.coremill.api.algorithm.LookupTableFunction;
import dev.coremill.api.algorithm.PlanContext;
import dev.coremill.api.algorithm.WeightSite;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;

/** What an algorithm gets while it works on one weight. */
final class WeightContext implements CompressionContext {
  private final PlanContext pipeline;
  private final SegmentAllocator memory;
  private final AtomicBoolean cancelled;
  private final List<String> remarks;

  WeightContext(PlanContext pipeline, SegmentAllocator memory, AtomicBoolean cancelled) {
    this(pipeline, memory, cancelled, Collections.synchronizedList(new ArrayList<>()));
  }

  private WeightContext(
      PlanContext pipeline,
      SegmentAllocator memory,
      AtomicBoolean cancelled,
      List<String> remarks) {
    this.pipeline = pipeline;
    this.memory = memory;
    this.cancelled = cancelled;
    this.remarks = remarks;
  }

  /** The same for one call, which gets no more memory than a weight of this size can need. */
  WeightContext bounded(WeightSite site, String name, String where) {
    return new WeightContext(
        pipeline, new BoundedMemory(memory, site, name, where), cancelled, remarks);
  }

  @Override
  public IndivisiblePolicy onIndivisible() {
    return pipeline.onIndivisible();
  }

  @Override
  public Map<String, LookupTableFunction> lookupTableFunctions() {
    return pipeline.lookupTableFunctions();
  }

  @Override
  public SegmentAllocator memory() {
    return memory;
  }

  @Override
  public void note(String remark) {
    remarks.add(remark);
  }

  @Override
  public void checkCancelled() {
    if (cancelled.get()) {
      throw new CancellationException("the run is being stopped");
    }
  }

  /** What has been noted since the last call. */
  List<String> takeRemarks() {
    List<String> taken = List.copyOf(remarks);
    remarks.clear();
    return taken;
  }
}
