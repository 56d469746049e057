package dev.coremill.core.cost;

/** How long a first load is felt to take. */
public enum LoadClass {
  /** Less than half a second. */
  INSTANT("instant"),
  /** Up to three seconds. */
  SECONDS("a few seconds"),
  /** Up to fifteen seconds. */
  SLOW("slow"),
  /** Longer: something to do ahead of need. */
  VERY_SLOW("very slow");

  private final String text;

  LoadClass(String text) {
    this.text = text;
  }

  /** In words. */
  public String text() {
    return text;
  }

  /** The class of a time in seconds. */
  public static LoadClass of(double seconds) {
    if (seconds < 0.5) {
      return INSTANT;
    }
    return seconds < 3 ? SECONDS : seconds < 15 ? SLOW : VERY_SLOW;
  }
}
