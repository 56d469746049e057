package dev.coremill.core.placement;

import java.util.Optional;

/**
 * The generation of a chip by its id: the letters that it begins with are the family, the digits
 * after them the generation, such as {@code a17-pro}: the 17th of the family {@code a}.
 *
 * @param family the letters
 * @param number the digits
 */
record Generation(String family, int number) {
  /**
   * The generation of an id in a test.
   *
   * @throws IllegalArgumentException if the id does not show it
   */
  static Generation of(String id) {
    return find(id)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "'" + id + "' shows no generation: letters, then a number"));
  }

  /** The generation of an id, where it shows one. */
  static Optional<Generation> find(String id) {
    int letters = 0;
    while (letters < id.length() && Character.isLetter(id.charAt(letters))) {
      letters++;
    }
    int end = letters;
    while (end < id.length() && end < letters + 4 && Character.isDigit(id.charAt(end))) {
      end++;
    }
    return letters == 0 || end == letters
        ? Optional.empty()
        : Optional.of(
            new Generation(id.substring(0, letters), Integer.parseInt(id, letters, end, 10)));
  }
}
