package dev.coremill.core.cost;

import dev.coremill.api.target.OperandProfile;
import dev.coremill.api.target.OperationProfile;
import dev.coremill.api.target.ProgramProfile;
import java.util.HashMap;
import java.util.Map;

/**
 * The largest set of values that live at the same time, when operations run in the order of the
 * program and a value dies after its last use. A runtime that computes in place needs less, one
 * that pads needs more.
 */
final class ActivationPeak {
  private ActivationPeak() {}

  /** Bytes of that set; states and constants are not in it. */
  static long bytes(ProgramProfile profile) {
    int end = profile.operations().size();
    Map<String, Integer> lastUse = new HashMap<>();
    for (OperationProfile operation : profile.operations()) {
      for (OperandProfile input : operation.inputs()) {
        lastUse.put(input.name(), operation.index());
      }
    }
    for (OperandProfile output : profile.outputs()) {
      lastUse.put(output.name(), end);
    }
    long[] dying = new long[end + 1];
    long living = 0;
    for (OperandProfile input : profile.inputs()) {
      living = add(living, input.bytes());
      dying[lastUse.getOrDefault(input.name(), 0)] += input.bytes();
    }
    long peak = living;
    for (int index = 0; index < end; index++) {
      for (OperandProfile output : profile.operations().get(index).outputs()) {
        if (!output.state()) {
          living = add(living, output.bytes());
          dying[Math.max(index, lastUse.getOrDefault(output.name(), index))] += output.bytes();
        }
      }
      peak = Math.max(peak, living);
      living -= dying[index];
    }
    return peak;
  }

  private static long add(long one, long two) {
    long sum = one + two;
    return sum < 0 ? Long.MAX_VALUE / 2 : sum;
  }
}
