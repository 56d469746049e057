package dev.coremill.core.install;

import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A zip of a plugin's folder. It comes from a stranger: its names, counts and sizes are checked
 * before the first byte is unpacked, and sizes again while unpacking, because a zip may say one
 * thing and hold another.
 */
final class PluginArchive {
  private static final int MOST_ENTRIES = 10_000;
  private static final long MOST_BYTES = 8L << 30;
  private static final int LONGEST_NAME = 512;

  private final Path file;

  PluginArchive(Path file) {
    this.file = file;
  }

  /**
   * Unpacks it.
   *
   * @param folder an empty folder
   * @throws ProblemException if it is no zip, or holds what a plugin must not
   */
  void expand(Path folder) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<ZipEntry> entries = checked(zip);
      String prefix = commonFolder(entries);
      long left = MOST_BYTES;
      for (ZipEntry entry : entries) {
        String name = entry.getName().substring(prefix.length());
        Path target = folder.resolve(name).normalize();
        if (!target.startsWith(folder)) {
          throw problem("the entry '" + shown(entry) + "' leads out of the folder");
        }
        Files.createDirectories(parent(target));
        left -= copy(zip, entry, target, left);
      }
    } catch (IOException broken) {
      throw problem("it cannot be unpacked: " + broken.getMessage());
    }
  }

  private List<ZipEntry> checked(ZipFile zip) {
    if (zip.size() > MOST_ENTRIES) {
      throw problem(zip.size() + " entries, and at most " + MOST_ENTRIES + " are allowed");
    }
    List<ZipEntry> files = new ArrayList<>();
    Set<String> names = new HashSet<>();
    long bytes = 0;
    for (ZipEntry entry : Collections.list(zip.entries())) {
      checkName(entry);
      if (entry.isDirectory()) {
        continue;
      }
      if (!names.add(entry.getName().toLowerCase(Locale.ROOT))) {
        throw problem("the entry '" + shown(entry) + "' is there twice");
      }
      bytes += Math.max(0, entry.getSize());
      if (bytes > MOST_BYTES || bytes < 0) {
        throw problem("more than " + MOST_BYTES + " bytes when unpacked");
      }
      files.add(entry);
    }
    return files;
  }

  private void checkName(ZipEntry entry) {
    String name = entry.getName();
    boolean odd = name.isEmpty() || name.length() > LONGEST_NAME || name.startsWith("/");
    for (int i = 0; i < name.length() && !odd; i++) {
      char letter = name.charAt(i);
      odd = letter == '\\' || letter == ':' || Character.isISOControl(letter);
    }
    String parts = entry.isDirectory() ? name.substring(0, Math.max(0, name.length() - 1)) : name;
    for (String part : parts.split("/", -1)) {
      odd |= part.equals("..") || part.equals(".") || part.isEmpty();
    }
    if (odd) {
      throw problem("the entry '" + shown(entry) + "' has a name that no plugin may use");
    }
  }

  /** The folder that holds everything, with a slash; empty where there is none. */
  private static String commonFolder(List<ZipEntry> entries) {
    String common = "";
    for (ZipEntry entry : entries) {
      int slash = entry.getName().indexOf('/');
      String first = slash < 0 ? "" : entry.getName().substring(0, slash + 1);
      boolean same = !first.isEmpty() && (common.isEmpty() || common.equals(first));
      if (!same) {
        return "";
      }
      common = first;
    }
    return common;
  }

  private long copy(ZipFile zip, ZipEntry entry, Path target, long left) throws IOException {
    byte[] chunk = new byte[1 << 16];
    long written = 0;
    try (InputStream in = zip.getInputStream(entry);
        OutputStream out = Files.newOutputStream(target)) {
      int read = in.read(chunk);
      while (read >= 0) {
        written += read;
        if (written > left) {
          throw problem("more than " + MOST_BYTES + " bytes when unpacked");
        }
        out.write(chunk, 0, read);
        read = in.read(chunk);
      }
    }
    return written;
  }

  private static Path parent(Path file) {
    Path parent = file.getParent();
    return parent == null ? file : parent;
  }

  private static String shown(ZipEntry entry) {
    String name = entry.getName();
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < Math.min(100, name.length()); i++) {
      shown.append(Character.isISOControl(name.charAt(i)) ? '?' : name.charAt(i));
    }
    return shown.toString();
  }

  private ProblemException problem(String message) {
    return new ProblemException(
        Problem.input(
            file.toString(),
            "this plugin cannot be unpacked: " + message,
            "get it again from its provider, or report it"));
  }
}
