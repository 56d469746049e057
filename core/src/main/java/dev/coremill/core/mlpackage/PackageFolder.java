package dev.coremill.core.mlpackage;

import dev.coremill.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The folder of a package; hands out only paths that lie inside it. */
final class PackageFolder {
  private static final String MEND = "only paths inside the package are read";

  private final Path root;
  private final Path realRoot;

  /**
   * A folder that exists.
   *
   * @throws ProblemException if it cannot be read
   */
  PackageFolder(Path root) {
    this.root = root;
    try {
      this.realRoot = root.toRealPath();
    } catch (IOException cause) {
      throw Failures.reading(root, cause);
    }
  }

  Path root() {
    return root;
  }

  Path realRoot() {
    return realRoot;
  }

  /**
   * The path of something inside.
   *
   * @param base a folder relative to the root, known to be inside
   * @param relative a path from there, as an untrusted file gives it
   * @param user what names it, for the message
   * @return the path below {@link #root}; nothing may be there
   * @throws ProblemException if it leads outside
   */
  Path inside(Path base, String relative, String user) {
    if (relative.isEmpty() || relative.indexOf('\0') >= 0 || relative.indexOf('\\') >= 0) {
      throw refused(relative, user, "is no path that a package may use");
    }
    Path path;
    try {
      path = Path.of(relative);
    } catch (InvalidPathException cause) {
      throw refused(relative, user, "is no path on this system: " + cause.getReason());
    }
    if (path.isAbsolute() || relative.startsWith("/")) {
      throw refused(relative, user, "is absolute");
    }
    for (Path part : path) {
      if (part.toString().equals("..")) {
        throw refused(relative, user, "leaves the package");
      }
    }
    Path resolved = root.resolve(base).resolve(path).normalize();
    try {
      if (Files.exists(resolved) && !resolved.toRealPath().startsWith(realRoot)) {
        throw refused(relative, user, "leaves the package through a symbolic link");
      }
    } catch (IOException cause) {
      throw Failures.reading(resolved, cause);
    }
    return resolved;
  }

  private ProblemException refused(String relative, String user, String why) {
    String shown = relative.replace('\0', '?');
    return Failures.input(root, user + ": the path '" + shown + "' " + why, MEND);
  }
}
