package dev.coremill.plugins.torch.operator;

/** Where on an axis of an image the samples of a resized one are taken. */
enum SamplingMode {
  /** First and last samples are the first and last pixels; a single one is the first pixel. */
  STRICT_ALIGN_CORNERS,
  /** The same, but a single sample is taken in the middle. */
  ALIGN_CORNERS,
  /** From the first pixel on, as far apart as the sizes say. */
  DEFAULT,
  /** In the middle of equal parts of the distance between the first and the last pixel. */
  OFFSET_CORNERS,
  /** In the middle of equal parts of the image, whose pixels are squares. */
  UNALIGN_CORNERS;

  /** The mode that an operation names. */
  static SamplingMode of(OperationContext context) {
    String name = context.text("sampling_mode", "DEFAULT");
    for (SamplingMode mode : values()) {
      if (mode.name().equals(name)) {
        return mode;
      }
    }
    throw new OperatorException("sampling_mode is '" + name + "'");
  }

  /**
   * The place of a sample.
   *
   * @param sample which one
   * @param samples how many there are
   * @param length the number of pixels, at least 1; not always whole
   * @return 0 for the first pixel, {@code length - 1} for the last one, and never outside of these
   */
  double point(long sample, long samples, double length) {
    double point =
        switch (this) {
          case STRICT_ALIGN_CORNERS -> samples == 1 ? 0 : sample * (length - 1) / (samples - 1);
          case ALIGN_CORNERS ->
              samples == 1 ? (length - 1) / 2 : sample * (length - 1) / (samples - 1);
          case DEFAULT -> sample * length / samples;
          case OFFSET_CORNERS -> (sample + 0.5) * Math.max(1, length - 1) / samples;
          case UNALIGN_CORNERS -> (sample + 0.5) * length / samples - 0.5;
        };
    return Math.max(0, Math.min(length - 1, point));
  }

  /**
   * The pixel nearest to a sample, of which the format says nothing: rounded down where samples lie
   * at the beginning of what they stand for, else to the nearest pixel, a half up.
   */
  long nearest(long sample, long samples, long length) {
    long pixel =
        switch (this) {
          case DEFAULT -> sample * length / samples;
          case UNALIGN_CORNERS -> (2 * sample + 1) * length / (2 * samples);
          case STRICT_ALIGN_CORNERS, ALIGN_CORNERS, OFFSET_CORNERS ->
              (long) Math.floor(point(sample, samples, (double) length) + 0.5);
        };
    return Math.min(pixel, length - 1);
  }
}
