package dev.coremill.core.install;

import dev.coremill.core.plugin.PluginDeclaration;
import dev.coremill.core.plugin.PluginFiles;
import dev.coremill.core.plugin.PluginFolder;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.problem.Suggestions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Installs plugins into a folder, and removes them. */
public final class PluginInstaller {
  private static final String TARGET = ".target.yaml";

  private final Path folder;
  private final InstallRecord record;

  /**
   * An installer for a folder.
   *
   * @param folder holds one file or folder for each plugin; made when it is needed
   * @param record is told of what is installed
   */
  public PluginInstaller(Path folder, InstallRecord record) {
    this.folder = folder;
    this.record = record;
  }

  /**
   * What the user knows of a file.
   *
   * @param sha256 its digest; empty where the user does not give it
   * @param signature its signature; empty where the user gives none
   */
  public record Proof(Optional<String> sha256, Optional<DetachedSignature> signature) {}

  /**
   * What was installed.
   *
   * @param name the plugin's id, or the name of a file that describes targets
   * @param version the plugin's version; empty for targets
   * @param path where it is now
   * @param sha256 the digest of the file that was installed; empty for a folder
   */
  public record Installed(String name, String version, Path path, String sha256) {}

  /**
   * Installs a jar, a zip, a folder or a description of targets.
   *
   * @param taken ids of plugins that are loaded from other folders, by where they are
   * @param replace whether an installed plugin of the same id gives way
   * @throws ProblemException if it is no plugin that can be used, is not what the user expects, or
   *     is there already
   */
  public Installed install(Path file, Proof proof, Map<String, Path> taken, boolean replace) {
    if (!Files.exists(file)) {
      throw input(file, "there is no such file", "name a plugin's jar, zip or folder");
    }
    try {
      String sha256 = proven(file, proof);
      String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
      Files.createDirectories(folder);
      if (name.endsWith(TARGET)) {
        return installTargets(file, sha256, replace);
      }
      if (!Files.isDirectory(file) && !name.endsWith(".jar") && !name.endsWith(".zip")) {
        throw input(file, "this is no plugin", "name a jar, a zip, a folder or a *" + TARGET);
      }
      Path temporary = Files.createTempDirectory(folder, ".installing");
      try {
        return install(file, name, temporary, sha256, taken, replace);
      } finally {
        delete(temporary);
      }
    } catch (IOException failure) {
      throw new ProblemException(
          Problem.failed(
              folder.toString(),
              "the plugin cannot be installed: " + failure.getMessage(),
              "free space there, or let the folder be written"),
          failure);
    }
  }

  private Installed install(
      Path file,
      String name,
      Path temporary,
      String sha256,
      Map<String, Path> taken,
      boolean replace)
      throws IOException {
    Path unpacked = temporary.resolve(name.endsWith(".jar") ? "plugin.jar" : "plugin");
    if (name.endsWith(".zip")) {
      new PluginArchive(file).expand(Files.createDirectories(unpacked));
    } else {
      copy(file, unpacked);
    }
    PluginDeclaration declared;
    try {
      declared = PluginCheck.check(PluginFiles.of(unpacked));
    } catch (ProblemException misfit) {
      // The user knows the file by the name that was given, not by that of a temporary one.
      Problem problem = misfit.problems().getFirst();
      throw new ProblemException(
          new Problem(problem.kind(), file.toString(), problem.message(), problem.mend()), misfit);
    }
    Path other = taken.get(declared.id());
    if (other != null) {
      throw input(
          file,
          "there is a plugin " + declared.id() + " already, at " + other,
          "remove that one first");
    }
    Map<String, Path> here = installed();
    Path old = here.get(declared.id());
    if (old != null && !replace) {
      throw input(
          file,
          "the plugin " + declared.id() + " is installed already, at " + old,
          "add --replace, or remove it first");
    }
    List<Path> forgotten = old == null ? List.of() : PluginFiles.of(old).all();
    if (old != null) {
      Files.move(old, temporary.resolve("old"), StandardCopyOption.ATOMIC_MOVE);
    }
    Path target = folder.resolve(declared.id() + (name.endsWith(".jar") ? ".jar" : ""));
    Files.move(unpacked, target, StandardCopyOption.ATOMIC_MOVE);
    record.change(PluginFiles.of(target).all(), forgotten);
    return new Installed(declared.id(), declared.version(), target, sha256);
  }

  private Installed installTargets(Path file, String sha256, boolean replace) throws IOException {
    Path target = folder.resolve(String.valueOf(file.getFileName()));
    boolean itself = Files.exists(target) && Files.isSameFile(file, target);
    if (Files.exists(target) && !replace && !itself) {
      throw input(file, "there is such a file already, at " + target, "add --replace");
    }
    if (!itself) {
      Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
    }
    record.change(List.of(target), List.of());
    return new Installed(target.getFileName().toString(), "", target, sha256);
  }

  /**
   * Removes a plugin, or a description of targets.
   *
   * @param name a plugin's id, or the name of a file that describes targets
   * @return where it was
   * @throws ProblemException if there is none
   */
  public Path remove(String name) {
    Map<String, Path> here = new TreeMap<>(installed());
    if (Files.isDirectory(folder)) {
      for (Path target : PluginFolder.targets(folder)) {
        here.put(target.getFileName().toString(), target);
      }
    }
    Path path = here.get(name);
    if (path == null) {
      throw input(
          folder,
          "no plugin '" + name + "' is installed there",
          Suggestions.offer(name, here.keySet()));
    }
    try {
      List<Path> files =
          name.endsWith(TARGET) ? List.of(path) : new ArrayList<>(PluginFiles.of(path).all());
      delete(path);
      record.change(List.of(), files);
    } catch (IOException failure) {
      throw new ProblemException(
          Problem.failed(
              path.toString(),
              "it cannot be removed: " + failure.getMessage(),
              "let the folder be written"),
          failure);
    }
    return path;
  }

  /** The plugins of the folder by id, installed by the user or not. */
  public Map<String, Path> installed() {
    Map<String, Path> found = new TreeMap<>();
    if (!Files.isDirectory(folder)) {
      return found;
    }
    for (Path plugin : PluginFolder.plugins(folder)) {
      try {
        found.put(PluginDeclaration.read(PluginFiles.of(plugin)).id(), plugin);
      } catch (IOException unreadable) {
        found.put(String.valueOf(plugin.getFileName()), plugin);
      }
    }
    return found;
  }

  /**
   * Checks a file against what the user knows of it.
   *
   * @return its digest; empty for a folder
   * @throws ProblemException if it is another file
   */
  public static String proven(Path file, Proof proof) {
    boolean anything = proof.sha256().isPresent() || proof.signature().isPresent();
    if (Files.isDirectory(file)) {
      if (anything) {
        throw input(
            file, "a folder has no SHA-256 and no signature", "name the jar or the zip itself");
      }
      return "";
    }
    try {
      String digest = Digests.sha256(file);
      if (proof.sha256().isPresent()) {
        String expected = proof.sha256().get().strip().toLowerCase(Locale.ROOT);
        if (!Digests.isDigest(expected)) {
          throw input(file, "'" + expected + "' is no SHA-256", "give 64 hexadecimal digits");
        }
        if (!digest.equals(expected)) {
          throw input(
              file,
              "its SHA-256 is " + digest + ", and " + expected + " was expected",
              "do not use the file; get it again from its provider");
        }
      }
      if (proof.signature().isPresent()) {
        proof.signature().get().check(file);
      }
      return digest;
    } catch (IOException unreadable) {
      throw input(file, "it cannot be read: " + unreadable.getMessage(), "name another file");
    }
  }

  /**
   * Checks a zip by unpacking it into a temporary folder, which is removed again.
   *
   * @throws ProblemException if it is no plugin that can be used
   */
  public static PluginDeclaration unpackedCheck(Path zip) {
    try {
      Path temporary = Files.createTempDirectory("coremill-plugin");
      try {
        new PluginArchive(zip).expand(temporary);
        return PluginCheck.check(PluginFiles.of(temporary));
      } finally {
        delete(temporary);
      }
    } catch (IOException failure) {
      throw input(zip, "it cannot be unpacked: " + failure.getMessage(), "free space for it");
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    if (!Files.isDirectory(from)) {
      Files.copy(from, to);
      return;
    }
    PluginFiles files = PluginFiles.of(from);
    for (Path each : files.all()) {
      Path target = to.resolve(from.relativize(each).toString());
      Files.createDirectories(target.toAbsolutePath().getParent());
      Files.copy(each, target);
    }
  }

  private static void delete(Path path) throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private static ProblemException input(Path place, String message, String mend) {
    return new ProblemException(Problem.input(place.toString(), message, mend));
  }
}
