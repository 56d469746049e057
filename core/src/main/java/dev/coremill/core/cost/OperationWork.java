package dev.coremill.core.cost;

import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.OperandProfile;
import dev.coremill.api.target.OperationProfile;
import java.util.Set;

/**
 * The work of an operation on the unit that it was placed on.
 *
 * @param item the work
 * @param form how its largest weight is stored
 * @param storedShare stored bytes of its weights for each byte of plain ones; 1 without weights
 * @param quantizedInput whether it reads 8-bit activations
 */
record OperationWork(WorkItem item, WeightForm form, double storedShare, boolean quantizedInput) {

  static OperationWork of(OperationProfile operation, WorkItem item, Set<String> dequantized) {
    WeightForm form = WeightForm.PLAIN;
    long largest = 0;
    double plain = 0;
    double stored = 0;
    boolean quantized = false;
    for (OperandProfile input : operation.inputs()) {
      quantized |= dequantized.contains(input.name());
      if (Workload.isWeight(input) && input.constant().isPresent()) {
        plain += input.bytes();
        stored += input.constant().get().storedBytes();
        if (input.bytes() > largest) {
          largest = input.bytes();
          form = WeightForm.of(input);
        }
      }
    }
    return new OperationWork(item, form, plain == 0 ? 1 : stored / plain, quantized);
  }

  /**
   * Whether the runtime keeps the weights compressed while it runs.
   *
   * <p>Up to iOS 16 and macOS 13 it never does; later it does, but for lookup tables on the CPU,
   * and for weights of operations with 8-bit activations on CPU and GPU.
   */
  boolean staysCompressed(ComputeUnit unit, Generation generation) {
    return form.isCompressed() && staysCompressed(form, quantizedInput, unit, generation);
  }

  static boolean staysCompressed(
      WeightForm form, boolean quantizedInput, ComputeUnit unit, Generation generation) {
    if (!generation.keepsCompressed()) {
      return false;
    }
    return switch (unit) {
      case NEURAL_ENGINE -> true;
      case GPU -> !quantizedInput;
      case CPU -> !quantizedInput && form.kind() != WeightForm.Kind.PALETTE;
    };
  }

  /** What the way of storing does to the time on a unit. */
  StoredEffect effect(
      ConstantTable table,
      String chip,
      ComputeUnit unit,
      EffectConstants constants,
      Generation generation) {
    WeightForm streamed = staysCompressed(unit, generation) ? form : WeightForm.PLAIN;
    double share = streamed.isCompressed() ? storedShare : 1;
    double tables = EffectConstants.tableFactor(table, chip, unit, streamed.channelsPerTable());
    if (!streamed.isCompressed() && quantizedInput && unit == ComputeUnit.NEURAL_ENGINE) {
      return StoredEffect.NONE;
    }
    return constants.of(streamed, share, quantizedInput, tables);
  }
}
