package dev.coremill.core.mlpackage;

import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A temporary folder beside the output, and its move to the output's place. The names of temporary
 * folders say which process made them: {@code .NAME.coremill-new-PID-RANDOM} for what is being
 * written, {@code -old-} for an output that is being replaced. Those of dead processes are cleaned
 * up by the next run, and an old output whose replacement never arrived is put back.
 */
final class OutputFolder implements AutoCloseable {
  private static final String MARK = ".coremill-";

  private final Path output;
  private final Path parent;
  private final Path temporary;
  private final List<Path> createdParents;
  private boolean moved;

  private OutputFolder(Path output, Path parent, Path temporary, List<Path> createdParents) {
    this.output = output;
    this.parent = parent;
    this.temporary = temporary;
    this.createdParents = createdParents;
  }

  /**
   * Makes the temporary folder.
   *
   * @param source the folder of the input
   * @throws ProblemException if the output may not be written, or cannot
   */
  static OutputFolder create(PackageFolder source, Path requested) {
    Path output = resolve(requested);
    Path parent = output.getParent();
    if (parent == null) {
      throw Failures.input(requested, "is no place for a package", "choose a path with a name");
    }
    if (output.equals(source.realRoot())) {
      throw Failures.input(requested, "is the input itself", "choose another output");
    }
    if (output.startsWith(source.realRoot())) {
      throw Failures.input(requested, "lies inside the input", "choose another output");
    }
    if (source.realRoot().startsWith(output)) {
      throw Failures.input(requested, "contains the input", "choose another output");
    }
    restoreAndClean(parent, output);
    requireReplaceable(requested, output);
    List<Path> created = createParents(parent);
    Path temporary = parent.resolve(name(output, "new"));
    try {
      Files.createDirectory(temporary);
    } catch (IOException cause) {
      removeEmpty(created);
      throw Failures.writing(requested, cause);
    }
    return new OutputFolder(output, parent, temporary, created);
  }

  /** The folder to write into. */
  Path path() {
    return temporary;
  }

  /** Where the package will be. */
  Path output() {
    return output;
  }

  /**
   * Moves the finished folder to the output's place. An older output stays in place until then, and
   * comes back if the move fails.
   */
  void moveIntoPlace() {
    Path old = parent.resolve(name(output, "old"));
    try {
      boolean replaces = Files.exists(output, LinkOption.NOFOLLOW_LINKS);
      if (replaces) {
        Files.move(output, old, StandardCopyOption.ATOMIC_MOVE);
      }
      try {
        Files.move(temporary, output, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException cause) {
        if (replaces) {
          Files.move(old, output, StandardCopyOption.ATOMIC_MOVE);
        }
        throw cause;
      }
      moved = true;
      Folders.forceFolder(parent);
    } catch (IOException cause) {
      throw Failures.writing(output, cause);
    }
    try {
      Folders.delete(old);
    } catch (IOException cause) {
      throw new ProblemException(
          Problem.failed(
              old.toString(),
              "is the replaced output, and cannot be deleted; the new one is complete",
              "delete it"),
          cause);
    }
  }

  /** Deletes the temporary folder, unless it was moved. */
  @Override
  public void close() {
    if (moved) {
      return;
    }
    try {
      Folders.delete(temporary);
    } catch (IOException cause) {
      throw Failures.writing(temporary, cause);
    }
    removeEmpty(createdParents);
  }

  /** The absolute path, through links where the output or its folder exist already. */
  private static Path resolve(Path requested) {
    Path absolute = requested.toAbsolutePath().normalize();
    try {
      if (Files.exists(absolute)) {
        return absolute.toRealPath();
      }
      if (Files.isSymbolicLink(absolute)) {
        throw Failures.input(
            requested, "is a symbolic link to nothing", "remove it, or choose another output");
      }
      Path existing = absolute.getParent();
      while (existing != null && !Files.exists(existing)) {
        existing = existing.getParent();
      }
      return existing == null
          ? absolute
          : existing.toRealPath().resolve(existing.relativize(absolute));
    } catch (IOException cause) {
      throw Failures.writing(requested, cause);
    }
  }

  private static void requireReplaceable(Path requested, Path output) {
    if (!Files.exists(output, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.isDirectory(output)) {
      throw Failures.input(
          requested,
          "exists and is no package, so it is not replaced",
          "remove it, or choose another output");
    }
    if (!Files.isRegularFile(output.resolve(Manifest.NAME))) {
      throw Failures.input(
          requested,
          "is a folder that is no package, so it is not replaced",
          "choose a path inside it, such as " + requested.resolve("model.mlpackage"));
    }
  }

  private static List<Path> createParents(Path parent) {
    List<Path> missing = new ArrayList<>();
    for (Path folder = parent;
        folder != null && !Files.exists(folder);
        folder = folder.getParent()) {
      missing.addFirst(folder);
    }
    List<Path> created = new ArrayList<>();
    for (Path folder : missing) {
      try {
        Files.createDirectory(folder);
        created.addFirst(folder);
      } catch (IOException cause) {
        removeEmpty(created);
        throw Failures.writing(folder, cause);
      }
    }
    return created;
  }

  private static void removeEmpty(List<Path> innermostFirst) {
    for (Path folder : innermostFirst) {
      try {
        Files.deleteIfExists(folder);
      } catch (IOException somebodyElseUsesIt) {
        return;
      }
    }
  }

  private static String name(Path output, String kind) {
    return prefix(output)
        + kind
        + "-"
        + ProcessHandle.current().pid()
        + "-"
        + Long.toHexString(ThreadLocalRandom.current().nextLong());
  }

  private static String prefix(Path output) {
    return "." + output.getFileName() + MARK;
  }

  /** Removes what killed runs left beside this output, and puts back what they moved away. */
  private static void restoreAndClean(Path parent, Path output) {
    if (!Files.isDirectory(parent)) {
      return;
    }
    List<Path> stale = new ArrayList<>();
    String prefix = prefix(output);
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            parent,
            entry -> {
              String name = entry.getFileName().toString();
              return name.startsWith(prefix) && isOfDeadProcess(name.substring(prefix.length()));
            })) {
      entries.forEach(stale::add);
    } catch (IOException cause) {
      throw Failures.writing(parent, cause);
    }
    for (Path entry : stale) {
      try {
        boolean old = entry.getFileName().toString().startsWith(prefix + "old-");
        if (old && !Files.exists(output, LinkOption.NOFOLLOW_LINKS)) {
          Files.move(entry, output, StandardCopyOption.ATOMIC_MOVE);
        } else {
          Folders.delete(entry);
        }
      } catch (IOException cause) {
        throw Failures.writing(entry, cause);
      }
    }
  }

  /** Whether the rest of a name, such as {@code new-123-ab}, names a process that is gone. */
  private static boolean isOfDeadProcess(String rest) {
    if (!rest.startsWith("new-") && !rest.startsWith("old-")) {
      return false;
    }
    int end = rest.indexOf('-', 4);
    try {
      return end > 4
          && ProcessHandle.of(Long.parseLong(rest.substring(4, end)))
              .filter(ProcessHandle::isAlive)
              .isEmpty();
    } catch (NumberFormatException notOurs) {
      return false;
    }
  }
}
