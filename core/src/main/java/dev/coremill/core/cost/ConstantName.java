package dev.coremill.core.cost;

import java.util.List;

/** The names of constants that the cost model reads. */
public final class ConstantName {
  /** Milliseconds that a prediction takes on a unit before any work; kinds as of a release. */
  public static final String FIXED = "fixed_ms";

  /** Microseconds that an operation takes on a unit before any work. */
  public static final String DISPATCH = "dispatch_us";

  /** Tera-operations in a second, two for a multiply-add; one for each kind of work. */
  public static final String COMPUTE = "compute_tflops";

  /** Gigabytes of weights in a second, where all of them fit into the caches of the chip. */
  public static final String CACHED_WEIGHTS = "cached_weight_gbs";

  /** Gigabytes of weights in a second beyond the caches. */
  public static final String STREAMED_WEIGHTS = "streamed_weight_gbs";

  /** Megabytes of weights that the caches hold from one prediction to the next. */
  public static final String CACHE = "weight_cache_mb";

  /** Gigabytes of activations in a second. */
  public static final String ACTIVATIONS = "activation_gbs";

  /** How fast a chip is beside the one that the constants without a chip are for. */
  public static final String SPEED = "speed";

  /** What the fixed time of a unit is multiplied with, for each generation of systems. */
  public static final String RELEASE = "release_factor";

  /** The part of the saved bytes of integer weights that is not read: 1 all of it, 0 nothing. */
  public static final String INTEGER_SAVING = "integer_saving";

  /** The same for integers with blocks. */
  public static final String BLOCK_SAVING = "blockwise_saving";

  /** The same for lookup tables. */
  public static final String PALETTE_SAVING = "palette_saving";

  /** Bits below which fewer bits are not faster. */
  public static final String BIT_FLOOR = "bit_floor";

  /** What reading weights is multiplied with, by how many output channels share a table. */
  public static final String TABLE_FACTOR = "table_factor";

  /** What computing is multiplied with where both sides are 8-bit integers. */
  public static final String QUANTIZED_COMPUTE = "quantized_compute_factor";

  /** What the bytes of 8-bit activations are multiplied with. */
  public static final String QUANTIZED_ACTIVATIONS = "quantized_activation_factor";

  /** What computing is multiplied with where three of four weights are zeros. */
  public static final String SPARSE_COMPUTE = "sparse_compute_factor";

  /** Milliseconds that handing over from one unit to another takes, beside the bytes. */
  public static final String TRANSFER = "transfer_ms";

  /** Gigabytes in a second from one unit to another. */
  public static final String TRANSFER_BANDWIDTH = "transfer_gbs";

  /** Watts that a unit takes while it works. */
  public static final String POWER = "power_w";

  /** Seconds that the first load takes on a unit. */
  public static final String FIRST_LOAD = "first_load_s";

  /** Seconds that the first load takes on a unit for each megabyte of stored weights. */
  public static final String FIRST_LOAD_BYTES = "first_load_s_per_mb";

  /**
   * The band of latencies: how many times longer or shorter than the estimate the true one is in
   * nine of ten cases.
   */
  public static final String BAND = "band_factor";

  /** Every name, for checks. */
  public static final List<String> ALL =
      List.of(
          FIXED,
          DISPATCH,
          COMPUTE,
          CACHED_WEIGHTS,
          STREAMED_WEIGHTS,
          CACHE,
          ACTIVATIONS,
          SPEED,
          RELEASE,
          INTEGER_SAVING,
          BLOCK_SAVING,
          PALETTE_SAVING,
          BIT_FLOOR,
          TABLE_FACTOR,
          QUANTIZED_COMPUTE,
          QUANTIZED_ACTIVATIONS,
          SPARSE_COMPUTE,
          TRANSFER,
          TRANSFER_BANDWIDTH,
          POWER,
          FIRST_LOAD,
          FIRST_LOAD_BYTES,
          BAND);

  private ConstantName() {}
}
