package dev.coremill.api.target;

/** How sure a prediction is. */
public enum Confidence {
  /** Stated by the vendor, or seen on many devices. */
  HIGH,
  /** Seen on some devices, or stated for something similar. */
  MEDIUM,
  /** A guess from few or contradicting sources. */
  LOW
}
