package dev.coremill.core.placement;

/** What kind of values a fact has, which decides how a test of it is written. */
public enum FactKind {
  /** A word, such as {@code conv}; a test may end in {@code *}, which stands for any letters. */
  WORD("a word, such as conv; gather* is every word that begins so"),
  /** A number; tests compare it. */
  NUMBER("a number, > 5, <= 3 or 2..4"),
  /** A number of bytes; tests may use KB, MB and GB. */
  BYTES("bytes, > 2 GB or 10 MB..1 GB"),
  /** {@code yes} or {@code no}. */
  TRUTH("yes or no"),
  /** A version of a system; tests hold only for versions of the system that they name. */
  SYSTEM_VERSION("iOS18, >= macOS15 or iOS16..iOS17"),
  /** A chip; tests may compare generations of one family. */
  CHIP("a chip such as m4, or >= a16 for this generation of its family and later ones"),
  /** An opset. */
  OPSET("CoreML8 or >= CoreML7"),
  /** What a catalogue says of a chip: a number where it is one, otherwise a word. */
  PROPERTY("a word, a number, > 5 or 2..4");

  private final String form;

  FactKind(String form) {
    this.form = form;
  }

  /** How a test of such a fact is written, in words. */
  public String form() {
    return form;
  }
}
