package dev.coremill.core.plugin;

import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The files of a plugin: one jar, or a folder with the plugin's own jar at its top and the jars of
 * its libraries in {@code lib}.
 *
 * @param path the jar or the folder
 * @param jar the plugin's own jar, whose manifest describes it and which names its extensions
 * @param libraries the jars of its libraries, by name; empty for a jar
 */
public record PluginFiles(Path path, Path jar, List<Path> libraries) {
  /** The folder of libraries. */
  public static final String LIBRARIES = "lib";

  /** Copies the list. */
  public PluginFiles {
    libraries = List.copyOf(libraries);
  }

  /**
   * Finds the files.
   *
   * @throws ProblemException if a folder holds no jar or several at its top
   */
  public static PluginFiles of(Path path) {
    if (!Files.isDirectory(path)) {
      return new PluginFiles(path, path, List.of());
    }
    List<Path> own = jars(path);
    if (own.size() != 1) {
      throw new ProblemException(
          Problem.input(
              path.toString(),
              "this plugin cannot be loaded: the folder holds "
                  + (own.isEmpty() ? "no jar" : own.size() + " jars")
                  + " at its top",
              "put the plugin's own jar there, alone, and the jars of its libraries into "
                  + LIBRARIES));
    }
    Path libraries = path.resolve(LIBRARIES);
    return new PluginFiles(
        path, own.getFirst(), Files.isDirectory(libraries) ? jars(libraries) : List.of());
  }

  /** Every file, the plugin's own first. */
  public List<Path> all() {
    List<Path> all = new ArrayList<>();
    all.add(jar);
    all.addAll(libraries);
    return all;
  }

  private static List<Path> jars(Path folder) {
    return list(folder, "*.jar");
  }

  /** What stands in a folder, by name, because systems list it in any order. */
  static List<Path> list(Path folder, String glob) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
      for (Path file : files) {
        found.add(file);
      }
    } catch (IOException unreadable) {
      throw new ProblemException(
          Problem.input(
              folder.toString(),
              "the folder cannot be read: " + unreadable.getMessage(),
              "let it be read, or name another one"),
          unreadable);
    }
    Collections.sort(found);
    return found;
  }
}
