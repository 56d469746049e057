package dev.coremill.core.plugin;

import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a folder of plugins holds: jars, folders of single plugins, and descriptions of targets. */
public final class PluginFolder {
  private PluginFolder() {}

  /**
   * The jars and folders of plugins, by name.
   *
   * @throws ProblemException if there is a zip, which must be installed first
   */
  public static List<Path> plugins(Path folder) {
    List<Path> plugins = new ArrayList<>();
    for (Path path : PluginFiles.list(folder, "*")) {
      String name = path.getFileName().toString();
      if (name.startsWith(".")) {
        continue;
      }
      if (name.endsWith(".zip")) {
        throw new ProblemException(
            Problem.input(
                path.toString(),
                "a packed plugin is not loaded from a plugin folder",
                "install it with 'coremill plugins install', or unpack it into a folder there"));
      }
      if (name.endsWith(".jar") || Files.isDirectory(path)) {
        plugins.add(path);
      }
    }
    return plugins;
  }

  /** The descriptions of targets that stand by themselves, by name. */
  public static List<Path> targets(Path folder) {
    return PluginFiles.list(folder, "*" + PluginDeclaration.TARGET);
  }
}
