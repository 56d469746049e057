package dev.coremill.core.check;

import dev.coremill.api.target.OsVersion;
import java.util.List;
import java.util.Optional;

/**
 * Why a system does not load a package.
 *
 * @param places what it is about: constants or operations with their function; empty for the whole
 *     model
 * @param reason why, in words
 * @param firstOs the first version of the system that accepts it; empty where none does
 * @param mend what helps
 * @param source where it is known from
 */
public record Finding(
    List<String> places, String reason, Optional<OsVersion> firstOs, String mend, String source) {
  /** Copies the list. */
  public Finding {
    places = List.copyOf(places);
  }
}
