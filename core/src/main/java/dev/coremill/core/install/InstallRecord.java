package dev.coremill.core.install;

import dev.coremill.core.plugin.PluginFiles;
import dev.coremill.core.plugin.PluginFolder;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the user has installed: a text file with a line for each file, which holds its SHA-256, its
 * size, its time of change and its path, apart by tabs. It lies in the user's own folder, so that
 * nobody else's files, such as those of a project that was copied from somewhere, can say of
 * themselves that they were installed.
 */
public final class InstallRecord {
  private static final int FIELDS = 4;
  private static final long LONGEST = 64 << 20;

  private final Path file;

  /** A record in a file, which may not be there yet. */
  public InstallRecord(Path file) {
    this.file = file;
  }

  /**
   * A file that was installed.
   *
   * @param sha256 its digest
   * @param size its bytes
   * @param changed when it was changed, in milliseconds
   * @param path where it is
   */
  private record Entry(String sha256, long size, long changed, Path path) {}

  /**
   * Checks that everything in a folder of plugins was installed, and has not changed. A file of the
   * same size and time counts as the same; otherwise it is read.
   *
   * @param folder the folder
   * @throws ProblemException if something was not installed, or is another file now
   */
  public void requireInstalled(Path folder) {
    List<Path> files = files(folder);
    if (!files.isEmpty()) {
      Map<Path, Entry> entries = read();
      for (Path each : files) {
        require(entries.get(each), each, false);
      }
    }
  }

  /**
   * Checks the digests of files.
   *
   * @throws ProblemException if one was not installed, or is another file now
   */
  public void verify(Collection<Path> files) {
    Map<Path, Entry> entries = read();
    for (Path each : files) {
      Path absolute = absolute(each);
      require(entries.get(absolute), absolute, true);
    }
  }

  /** Every file that plugins in a folder are loaded from. */
  public static List<Path> files(Path folder) {
    List<Path> files = new ArrayList<>();
    for (Path plugin : PluginFolder.plugins(folder)) {
      for (Path each : PluginFiles.of(plugin).all()) {
        files.add(absolute(each));
      }
    }
    for (Path target : PluginFolder.targets(folder)) {
      files.add(absolute(target));
    }
    return files;
  }

  private static void require(@Nullable Entry entry, Path path, boolean read) {
    if (entry == null) {
      throw new ProblemException(
          Problem.input(
              path.toString(),
              "this plugin was not installed by you, and is not loaded",
              "install it with 'coremill plugins install', or remove it from that folder"));
    }
    try {
      boolean same =
          !read
              && Files.size(path) == entry.size()
              && Files.getLastModifiedTime(path).toMillis() == entry.changed();
      if (!same && !Digests.sha256(path).equals(entry.sha256())) {
        throw new ProblemException(
            Problem.input(
                path.toString(),
                "this file of a plugin has changed since it was installed: its SHA-256 is not "
                    + entry.sha256(),
                "install the plugin again with 'coremill plugins install --replace'"));
      }
    } catch (IOException unreadable) {
      throw problem(path, "cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }

  /** Notes files as installed, and forgets others. */
  void change(Collection<Path> installed, Collection<Path> removed) {
    Map<Path, Entry> entries = read();
    for (Path each : removed) {
      entries.remove(absolute(each));
    }
    try {
      for (Path each : installed) {
        Path path = absolute(each);
        entries.put(
            path,
            new Entry(
                Digests.sha256(path),
                Files.size(path),
                Files.getLastModifiedTime(path).toMillis(),
                path));
      }
      write(entries.values());
    } catch (IOException unwritable) {
      throw problem(file, "cannot be written: " + unwritable.getMessage(), unwritable);
    }
  }

  private void write(Collection<Entry> entries) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Entry entry : entries) {
      lines.add(
          entry.sha256() + '\t' + entry.size() + '\t' + entry.changed() + '\t' + entry.path());
    }
    Path folder = file.toAbsolutePath().getParent();
    Path temporary = Files.createTempFile(Files.createDirectories(folder), ".installed", ".txt");
    try {
      Files.write(temporary, lines);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private Map<Path, Entry> read() {
    Map<Path, Entry> entries = new TreeMap<>();
    if (!Files.isRegularFile(file)) {
      return entries;
    }
    try {
      if (Files.size(file) > LONGEST) {
        throw new IOException("more than " + LONGEST + " bytes");
      }
      for (String line : Files.readAllLines(file)) {
        String[] fields = line.split("\t", FIELDS);
        if (fields.length != FIELDS || !Digests.isDigest(fields[0])) {
          throw new IOException("the line '" + line + "' is none of a record");
        }
        Path path = Path.of(fields[3]);
        entries.put(
            path, new Entry(fields[0], Long.parseLong(fields[1]), Long.parseLong(fields[2]), path));
      }
    } catch (IOException | IllegalArgumentException damaged) {
      throw problem(file, "the record of installed plugins is damaged: " + damaged, damaged);
    }
    return entries;
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private static ProblemException problem(Path path, String message, Exception cause) {
    return new ProblemException(
        Problem.input(
            path.toString(), message, "mend or remove the file, and install the plugins again"),
        cause);
  }
}
