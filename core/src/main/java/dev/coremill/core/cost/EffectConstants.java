package dev.coremill.core.cost;

import dev.coremill.api.target.ComputeUnit;

/**
 * What stored forms do on a unit, as constants; see {@link ConstantName}.
 *
 * @param integerSaving from 0 to 1
 * @param blockwiseSaving from 0 to 1
 * @param paletteSaving from 0 to 1
 * @param bitFloor bits below which fewer are not faster
 * @param quantizedCompute for 8-bit weights and activations
 * @param quantizedActivations for the bytes of 8-bit activations
 * @param sparseCompute where three of four weights are zeros
 */
public record EffectConstants(
    double integerSaving,
    double blockwiseSaving,
    double paletteSaving,
    double bitFloor,
    double quantizedCompute,
    double quantizedActivations,
    double sparseCompute) {
  /** From this share of zeros on, zeros are skipped. */
  private static final double SKIPPED_FROM = 0.5;

  /** Sharings of tables that there are factors for, fewest channels first. */
  static final int[] SHARINGS = {1, 2, 4, 8};

  /** The constants of a chip's unit. */
  static EffectConstants of(ConstantTable table, String chip, ComputeUnit unit) {
    return new EffectConstants(
        table.value(ConstantName.INTEGER_SAVING, chip, unit, "", 1),
        table.value(ConstantName.BLOCK_SAVING, chip, unit, "", 1),
        table.value(ConstantName.PALETTE_SAVING, chip, unit, "", 1),
        table.value(ConstantName.BIT_FLOOR, chip, unit, "", 1),
        table.value(ConstantName.QUANTIZED_COMPUTE, chip, unit, "", 1),
        table.value(ConstantName.QUANTIZED_ACTIVATIONS, chip, unit, "", 1),
        table.value(ConstantName.SPARSE_COMPUTE, chip, unit, "", 1));
  }

  /**
   * The effect of a form.
   *
   * @param form the form
   * @param storedShare stored bytes for each byte of plain values
   * @param quantizedInput whether the activations that the operation reads are 8-bit integers
   * @param tableFactor what many tables cost; 1 for one table
   */
  public StoredEffect of(
      WeightForm form, double storedShare, boolean quantizedInput, double tableFactor) {
    boolean both = quantizedInput && form.kind() != WeightForm.Kind.PLAIN && form.bits() <= 8;
    double share =
        both
            ? Math.max(storedShare, bitFloor / 16)
            : 1 - saving(form) * (1 - Math.min(1, read(form, storedShare)));
    double compute = (both ? quantizedCompute : 1) * skipping(form.density());
    return new StoredEffect(
        share * tableFactor, compute, quantizedInput ? quantizedActivations : 1);
  }

  /** Bits are read in widths of 1, 2, 4, 8 and 16. */
  private double read(WeightForm form, double storedShare) {
    int width = 1;
    while (width < form.bits()) {
      width *= 2;
    }
    double aligned = storedShare * width / Math.max(1, form.bits());
    return Math.max(aligned, bitFloor / 16 * form.density());
  }

  private double saving(WeightForm form) {
    return switch (form.kind()) {
      case PLAIN -> 1;
      case INTEGER -> integerSaving;
      case BLOCKWISE_INTEGER -> blockwiseSaving;
      case PALETTE -> paletteSaving;
    };
  }

  /** Linear from no effect at one half to the constant at three quarters, and on to nine tenths. */
  private double skipping(double density) {
    double zeros = Math.min(0.9, 1 - density);
    if (zeros <= SKIPPED_FROM) {
      return 1;
    }
    return Math.max(0.1, 1 - (1 - sparseCompute) * (zeros - SKIPPED_FROM) / 0.25);
  }

  /** What many tables cost: between the factors of a table by how many channels share one. */
  static double tableFactor(
      ConstantTable table, String chip, ComputeUnit unit, double channelsPerTable) {
    if (channelsPerTable <= 0) {
      return 1;
    }
    double below = table.value(ConstantName.TABLE_FACTOR, chip, unit, "1", 1);
    for (int i = 1; i < SHARINGS.length; i++) {
      double here =
          table.value(ConstantName.TABLE_FACTOR, chip, unit, Integer.toString(SHARINGS[i]), below);
      if (channelsPerTable <= SHARINGS[i]) {
        double position =
            (Math.max(channelsPerTable, SHARINGS[i - 1]) - SHARINGS[i - 1])
                / (SHARINGS[i] - SHARINGS[i - 1]);
        return below + (here - below) * position;
      }
      below = here;
    }
    // The excess halves with every doubling of the channels.
    return 1 + (below - 1) * SHARINGS[SHARINGS.length - 1] / channelsPerTable;
  }
}
