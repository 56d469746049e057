package dev.coremill.plugins.torch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The folder into which native libraries are unpacked, once for all processes of a user.
 *
 * <p>They are unpacked file by file, and the system maps each into memory where it lies: a process
 * that meets half of one crashes. So one process at a time fills the folder while others wait, and
 * a list of its files, which is written last and beside it, tells whether it is whole. What a
 * process left that was killed on the way, or what was cut since, is unpacked again.
 */
final class LibraryFolder {
  private final Path folder;
  private final Path list;
  private final Path lock;
  private final long size;

  /**
   * A folder, which need not be there yet.
   *
   * @param folder where the libraries are; nothing else may be in it
   * @param size about how many bytes they take
   */
  LibraryFolder(Path folder, long size) {
    this.size = size;
    this.folder = folder.toAbsolutePath();
    this.list = this.folder.resolveSibling(folder.getFileName() + ".files");
    this.lock = this.folder.resolveSibling(folder.getFileName() + ".lock");
  }

  /**
   * Loads the libraries. One thread of a process may do so at a time.
   *
   * @param loading unpacks into the folder what is not there, and loads it
   * @throws IOException if the folder cannot be written, or loading fails where there is no room
   */
  void load(Runnable loading) throws IOException {
    if (isWhole()) {
      loading.run();
      return;
    }
    Files.createDirectories(lock.getParent());
    try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      // Another process may have filled it while this one waited.
      if (!isWhole()) {
        Files.deleteIfExists(list);
        delete(folder);
        Files.createDirectories(folder);
        fill(loading);
        writeList();
        return;
      }
    }
    loading.run();
  }

  private void fill(Runnable loading) throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    try {
      loading.run();
    } catch (RuntimeException | LinkageError failure) {
      if (free < size) {
        throw new IOException(
            "it has room for " + (free >> 20) + " MiB, and they take " + (size >> 20), failure);
      }
      throw failure;
    }
  }

  private boolean isWhole() throws IOException {
    if (!Files.isRegularFile(list)) {
      return false;
    }
    List<String> listed =
        new String(Files.readAllBytes(list), StandardCharsets.UTF_8).lines().toList();
    return !listed.isEmpty() && lines().containsAll(listed);
  }

  private void writeList() throws IOException {
    Path fresh = list.resolveSibling(list.getFileName() + ".new");
    Files.writeString(fresh, String.join("\n", lines()));
    Files.move(fresh, list, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * The files with their sizes and times, and where the folder is: it holds links that name that.
   */
  private Set<String> lines() throws IOException {
    Set<String> lines = new TreeSet<>();
    lines.add(folder.toString());
    for (Path file : content(folder)) {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      // An empty file is a lock of whatever unpacks, and its time says when that ran last.
      if (attributes.isRegularFile() && attributes.size() > 0) {
        lines.add(
            attributes.size()
                + " "
                + attributes.lastModifiedTime().toMillis()
                + " "
                + folder.relativize(file));
      }
    }
    return lines;
  }

  private static void delete(Path folder) throws IOException {
    for (Path path : content(folder).reversed()) {
      Files.deleteIfExists(path);
    }
  }

  /** The folder and all in it, what holds others before them; nothing where there is none. */
  private static List<Path> content(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      List<Path> all = new ArrayList<>();
      paths.forEach(all::add);
      return all;
    }
  }
}
