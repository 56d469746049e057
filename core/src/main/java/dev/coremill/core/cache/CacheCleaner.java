package dev.coremill.core.cache;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Removes entries. Other processes may read, write and clean at the same time: a file that is gone
 * already is no problem, and one that is mapped stays readable for those who have it.
 */
final class CacheCleaner {
  /** What a killed process left; nobody writes one entry for that long. */
  private static final Duration UNFINISHED_AGE = Duration.ofHours(1);

  private record Entry(Path file, long size, Instant used) {}

  private CacheCleaner() {}

  /**
   * Removes what is too old, and then the oldest until the rest fits.
   *
   * @param folder the entries; other files in it are left alone
   * @param maximumSize bytes that may stay
   */
  static void clean(Path folder, long maximumSize, Instant now) throws IOException {
    List<Entry> entries = new ArrayList<>();
    long total = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        boolean unfinished = name.endsWith(ResultCache.UNFINISHED);
        if (!unfinished && !name.endsWith(ResultCache.SUFFIX)) {
          continue;
        }
        try {
          BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
          Instant used = facts.lastModifiedTime().toInstant();
          Duration limit = unfinished ? UNFINISHED_AGE : ResultCache.MAXIMUM_AGE;
          if (used.plus(limit).isBefore(now)) {
            Files.deleteIfExists(file);
          } else {
            total += facts.size();
            if (!unfinished) {
              entries.add(new Entry(file, facts.size(), used));
            }
          }
        } catch (NoSuchFileException _) {
          // Another process removed it between the listing and the look at it.
        }
      }
    }
    if (total <= maximumSize) {
      return;
    }
    entries.sort(Comparator.comparing(Entry::used).thenComparing(Entry::file));
    for (Entry entry : entries) {
      if (total <= maximumSize) {
        return;
      }
      Files.deleteIfExists(entry.file());
      total -= entry.size();
    }
  }
}
