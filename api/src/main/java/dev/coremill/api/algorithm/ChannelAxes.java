package dev.coremill.api.algorithm;

/**
 * Which axes of a weight run along the output and the input channels of the operation that uses it.
 *
 * @param output the axis of the output channels, from 0 on
 * @param input the axis of the input channels, from 0 on; equal to {@code output} for a weight of
 *     rank 1
 * @param known whether the operation's definition gives them; false where they are the convention
 *     (output 0, input 1) for an operand that has no channels of its own, such as a position table
 */
public record ChannelAxes(int output, int input, boolean known) {
  /** Rejects negative axes. */
  public ChannelAxes {
    if (output < 0 || input < 0) {
      throw new IllegalArgumentException("channel axes " + output + " and " + input);
    }
  }
}
