package dev.coremill.core.cache;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A folder of results. Safe for any number of threads, and of processes with the same folder.
 * Nothing that goes wrong here ends a run: it is told in {@link #remarks()}, and the work is done.
 */
public final class ResultCache {
  /** A run over that many bytes of weights keeps the results of fast work too. */
  public static final long LARGE_RUN = 1L << 30;

  /** Entries that nobody used for so long go. */
  public static final Duration MAXIMUM_AGE = Duration.ofDays(30);

  /** The most that a folder holds where nothing else is asked for. */
  public static final long LARGEST_DEFAULT_SIZE = 10L << 30;

  static final String SUFFIX = ".result";
  static final String UNFINISHED = ".unfinished";

  private final Path folder;
  private final OptionalLong requestedSize;
  private final InstantSource clock;
  private final AtomicLong stored = new AtomicLong();
  private final AtomicInteger found = new AtomicInteger();
  private final AtomicInteger damaged = new AtomicInteger();
  private volatile @Nullable String lastDamage;
  private volatile @Nullable String refusal;
  private volatile long size = -1;

  /**
   * A cache in a folder, which need not exist yet.
   *
   * @param folder where the entries lie
   * @param size bytes that they may take; empty for 10 GiB or a tenth of the free disk space,
   *     whichever is less
   * @param clock tells when an entry was used
   */
  public ResultCache(Path folder, OptionalLong size, InstantSource clock) {
    this.folder = folder.toAbsolutePath();
    this.requestedSize = size;
    this.clock = clock;
  }

  /**
   * A result, if it is there and whole.
   *
   * @param arena keeps the file mapped; the result is valid as long as it is open
   */
  public @Nullable CachedResult find(ResultKey key, Arena arena) {
    Path file = file(key);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MemorySegment contents = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      CachedResult result = EntryReader.read(key, contents);
      found.incrementAndGet();
      touch(file);
      return result;
    } catch (NoSuchFileException | FileNotFoundException _) {
      return null;
    } catch (IOException failure) {
      damaged.incrementAndGet();
      lastDamage = file + ": " + failure.getMessage();
      return null;
    }
  }

  /** An entry that is in use is young again. */
  private void touch(Path file) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
    } catch (NoSuchFileException _) {
      // Another process cleaned it away; the mapping keeps what it held.
    } catch (IOException failure) {
      refuse("cannot mark entries as used in " + folder + ": " + failure);
    }
  }

  /** Keeps a result. Where that is not possible, it says so and keeps nothing more. */
  public void store(ResultKey key, CachedResult result) {
    if (refusal != null) {
      return;
    }
    try {
      Files.createDirectories(folder);
      long bytes = result.expression().encoding().storedBytes();
      if (stored.addAndGet(bytes) > size()) {
        refuse("the bound of " + size() + " bytes is reached; --cache-size raises it");
        return;
      }
      Path unfinished = Files.createTempFile(folder, "", UNFINISHED);
      try {
        try (OutputStream out = Files.newOutputStream(unfinished)) {
          EntryWriter.write(key, result, out);
        }
        Files.setLastModifiedTime(unfinished, FileTime.from(clock.instant()));
        Files.move(
            unfinished,
            file(key),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException failure) {
      refuse("cannot write to " + folder + ": " + failure);
    }
  }

  private void refuse(String reason) {
    if (refusal == null) {
      refusal = reason;
    }
  }

  /** Removes what is too old or too much. To be called when a run is over. */
  public void clean() {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try {
      CacheCleaner.clean(folder, size(), clock.instant());
    } catch (IOException | DirectoryIteratorException failure) {
      refuse("cannot clean " + folder + ": " + failure);
    }
  }

  private long size() {
    if (size < 0) {
      size =
          requestedSize.orElseGet(
              () -> Math.min(LARGEST_DEFAULT_SIZE, folder.toFile().getUsableSpace() / 10));
    }
    return size;
  }

  /** How many results were found. */
  public int found() {
    return found.get();
  }

  /** What went wrong, as sentences for a report. */
  public List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    if (damaged.get() > 0) {
      remarks.add(
          damaged.get()
              + (damaged.get() == 1
                  ? " cached result was ignored and made again ("
                  : " cached results were ignored and made again (the last one: ")
              + lastDamage
              + ")");
    }
    if (refusal != null) {
      remarks.add("not every result was cached: " + refusal);
    }
    return remarks;
  }

  Path file(ResultKey key) {
    return folder.resolve(key.text() + SUFFIX);
  }
}
