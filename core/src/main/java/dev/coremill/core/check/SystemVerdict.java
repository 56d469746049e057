package dev.coremill.core.check;

import dev.coremill.api.target.OsVersion;
import java.util.List;
import java.util.Optional;

/**
 * Whether a version of a system loads a package.
 *
 * @param system the version
 * @param findings what stands against it; none where it loads the package
 */
public record SystemVerdict(OsVersion system, List<Finding> findings) {
  /** Copies the list. */
  public SystemVerdict {
    findings = List.copyOf(findings);
  }

  /** Whether it loads the package. */
  public boolean legal() {
    return findings.isEmpty();
  }

  /** The first version of the system that loads all of it; empty where none does. */
  public Optional<OsVersion> firstOs() {
    OsVersion first = system;
    for (Finding finding : findings) {
      if (finding.firstOs().isEmpty()) {
        return Optional.empty();
      }
      first = finding.firstOs().get().major() > first.major() ? finding.firstOs().get() : first;
    }
    return Optional.of(first);
  }
}
