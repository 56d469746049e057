package dev.coremill.core.mlpackage;

import dev.coremill.core.problem.ProblemException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whole folders: their size, copies of them, and their end. No link is ever followed. */
final class Folders {
  private Folders() {}

  /** Bytes of all files below a folder. */
  static long size(Path folder) {
    long[] size = new long[1];
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isRegularFile()) {
                size[0] += attributes.size();
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException cause) {
      throw Failures.reading(folder, cause);
    }
    return size[0];
  }

  /**
   * Copies everything below a folder but some files.
   *
   * @param from a package
   * @param to a folder that exists and is empty
   * @param except paths relative to the folder
   * @throws ProblemException if something cannot be copied, or is neither file nor folder
   */
  static void copy(PackageFolder from, Path to, Set<Path> except) {
    Path root = from.root();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              Path copy = to.resolve(root.relativize(folder).toString());
              try {
                Files.createDirectories(copy);
              } catch (IOException cause) {
                throw Failures.writing(copy, cause);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              Path relative = root.relativize(file);
              if (!except.contains(relative)) {
                copyFile(from, file, attributes, to.resolve(relative.toString()));
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException cause) {
      throw Failures.reading(root, cause);
    }
  }

  private static void copyFile(
      PackageFolder from, Path file, BasicFileAttributes attributes, Path copy) {
    try {
      if (attributes.isSymbolicLink()) {
        if (!file.toRealPath().startsWith(from.realRoot())
            || Files.readSymbolicLink(file).isAbsolute()) {
          throw Failures.input(
              file, "is a symbolic link that leaves the package", "replace it by what it links to");
        }
        Files.copy(file, copy, LinkOption.NOFOLLOW_LINKS);
        return;
      }
      if (!attributes.isRegularFile()) {
        throw Failures.input(file, "is neither a file nor a folder", "remove it from the package");
      }
    } catch (IOException cause) {
      throw Failures.reading(file, cause);
    }
    try {
      Files.copy(file, copy);
      force(copy);
    } catch (IOException cause) {
      throw Failures.writing(copy, cause);
    }
  }

  /** Brings a file to the disk. */
  static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Brings the entries of all folders below one to the disk, where the system can do that. */
  static void forceFolders(Path root) {
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException cause) {
              forceFolder(folder);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException cause) {
      throw Failures.writing(root, cause);
    }
  }

  /** Brings the entries of a folder to the disk, where the system can do that. */
  static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException notOnThisSystem) {
      // Windows opens no folders; entries are as safe there as it makes them.
      return;
    }
  }

  /** Deletes a folder and everything in it; links are deleted, not followed. */
  static void delete(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException cause)
              throws IOException {
            if (cause != null) {
              throw cause;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
