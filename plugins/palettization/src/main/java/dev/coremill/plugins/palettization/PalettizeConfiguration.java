package dev.coremill.plugins.palettization;

import dev.coremill.api.config.Parameter;
import java.util.Optional;

/**
 * The configuration of {@code palettize}; keys, values and defaults are those of coremltools.
 *
 * @param nbits bits of an index: 1, 2, 3, 4, 6 or 8
 * @param mode how tables are made
 * @param granularity what shares a table
 * @param groupSize channels that share a table
 * @param channelAxis the axis of these channels, and of the vectors where there are any
 * @param clusterDim elements of a table entry
 * @param enablePerChannelScale whether each output channel is scaled to the range -1 to 1 first
 * @param lutFunction the function that makes the tables, with mode custom
 */
public record PalettizeConfiguration(
    @Parameter(
            description =
                "Bits of an index: 1, 2, 3, 4, 6 or 8; a table has 2^nbits entries. Must be given"
                    + " for all modes but unique, which takes the smallest that holds all distinct"
                    + " values.",
            allowed = {"1", "2", "3", "4", "6", "8"})
        Optional<Integer> nbits,
    @Parameter(
            description =
                "How tables are made. kmeans: with the smallest squared error; only where a table"
                    + " serves over 131,072 distinct float32 values are neighbours merged, which"
                    + " adds less than 0.001 % to the error, and the report says so. uniform:"
                    + " equally spaced from the smallest to the largest value. unique: of the"
                    + " distinct values, without any error, where a weight has at most 256. custom:"
                    + " by the lut_function.",
            defaultValue = "kmeans")
        Mode mode,
    @Parameter(
            description = "Whether the whole tensor shares one table, or each group of channels.",
            defaultValue = "per_tensor")
        Granularity granularity,
    @Parameter(
            description = "Channels that share a table, with granularity per_grouped_channel.",
            defaultValue = "32",
            minimum = 1)
        int groupSize,
    @Parameter(
            description =
                "The axis along which channels form groups, and along which the elements of an"
                    + " entry lie if cluster_dim is over 1; negative from the last one. Left out:"
                    + " the axis of the output channels.")
        Optional<Integer> channelAxis,
    @Parameter(
            description =
                "Elements of a table entry: one index stands for that many neighbours along the"
                    + " channel axis.",
            defaultValue = "1",
            minimum = 1)
        int clusterDim,
    @Parameter(
            description =
                "Whether each output channel is divided by its largest magnitude before it is"
                    + " palettized; the scales are stored beside the table.",
            defaultValue = "false")
        boolean enablePerChannelScale,
    @Parameter(
            description =
                "The function of a plugin that makes the tables, with mode custom; 'coremill"
                    + " plugins' lists those that there are.")
        Optional<String> lutFunction) {

  /** How tables are made. */
  public enum Mode {
    /** With the smallest squared error. */
    KMEANS,
    /** Equally spaced from the smallest to the largest value. */
    UNIFORM,
    /** Of the distinct values, without error. */
    UNIQUE,
    /** By a function of a plugin. */
    CUSTOM
  }

  /** What shares a table. */
  public enum Granularity {
    /** The whole weight. */
    PER_TENSOR,
    /** A group of channels. */
    PER_GROUPED_CHANNEL
  }

  /**
   * Checks what concerns several keys.
   *
   * @throws IllegalArgumentException if they contradict each other
   */
  public PalettizeConfiguration {
    if (mode == Mode.UNIQUE && nbits.isPresent()) {
      throw new IllegalArgumentException(
          "mode unique finds nbits itself; leave nbits out, or use mode kmeans");
    }
    if (mode != Mode.UNIQUE && nbits.isEmpty()) {
      throw new IllegalArgumentException(
          "nbits is needed for the modes kmeans, uniform and custom: 1, 2, 3, 4, 6 or 8");
    }
    if (mode == Mode.CUSTOM && lutFunction.isEmpty()) {
      throw new IllegalArgumentException(
          "mode custom needs a lut_function; name one, or use mode kmeans");
    }
    if (mode != Mode.CUSTOM && lutFunction.isPresent()) {
      throw new IllegalArgumentException("lut_function needs mode custom; set it, or leave it out");
    }
    if (nbits.isPresent() && !isWidth(nbits.get())) {
      throw new IllegalArgumentException(
          "nbits is " + nbits.get() + "; it must be 1, 2, 3, 4, 6 or 8");
    }
    if (groupSize < 1) {
      throw new IllegalArgumentException("group_size is " + groupSize + "; it must be 1 or more");
    }
    if (clusterDim < 1) {
      throw new IllegalArgumentException("cluster_dim is " + clusterDim + "; it must be 1 or more");
    }
    if (clusterDim > 1 && mode != Mode.KMEANS) {
      throw new IllegalArgumentException("cluster_dim over 1 needs mode kmeans");
    }
    if (clusterDim > 1 && enablePerChannelScale) {
      throw new IllegalArgumentException(
          "enable_per_channel_scale is for scalar tables; set cluster_dim to 1, or leave the scale"
              + " out");
    }
    if (mode == Mode.UNIQUE && enablePerChannelScale) {
      throw new IllegalArgumentException(
          "enable_per_channel_scale would change the values that mode unique keeps; leave it out");
    }
  }

  /** Whether the format has indices of that many bits. */
  static boolean isWidth(int bits) {
    return bits == 1 || bits == 2 || bits == 3 || bits == 4 || bits == 6 || bits == 8;
  }
}
