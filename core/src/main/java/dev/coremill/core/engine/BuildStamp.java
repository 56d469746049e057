package dev.coremill.core.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tells builds of a jar or of a folder of classes apart, where the version alone does not: while
 * somebody develops a plugin, its version stays and what it does changes.
 */
final class BuildStamp {
  private BuildStamp() {}

  /** Sizes and times of change; empty for nothing. */
  static String of(Path path) {
    long size = 0;
    long changed = 0;
    try (Stream<Path> walk = Files.walk(path)) {
      List<Path> files = walk.toList();
      for (Path file : files) {
        BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
        if (facts.isRegularFile()) {
          size += facts.size();
          changed = Math.max(changed, facts.lastModifiedTime().toMillis());
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return size + "@" + changed;
  }
}
