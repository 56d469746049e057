package dev.coremill.api.target;

/** How good the source of a fact is. */
public enum Evidence {
  /** Measured on the device. */
  MEASURED,
  /** Stated by the vendor or in a publication. */
  PUBLISHED,
  /** Derived from measurements of something similar. */
  FITTED,
  /** An estimate. */
  GUESSED
}
