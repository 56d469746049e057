package dev.coremill.core.plugin;

import dev.coremill.api.target.HardwareCatalog;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.target.DescribedTargets;
import dev.coremill.core.target.TargetDescriptionReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.pf4j.DefaultVersionManager;

/** Plugins that are one file without code: descriptions of targets. */
final class DescribedPlugins {
  private DescribedPlugins() {}

  /**
   * Adds what files describe to the plugins and catalogues that are there.
   *
   * @throws ProblemException if a file is bad, fits another version, or has the id of another
   *     plugin
   */
  static void add(
      List<TargetFile> files, List<LoadedPlugin> plugins, List<HardwareCatalog> catalogs) {
    for (TargetFile file : files) {
      DescribedTargets targets =
          TargetDescriptionReader.read(file.place(), file.plugin(), file.text());
      if (file.plugin().isEmpty()) {
        requireFit(targets);
        plugins.add(plugin(targets, plugins));
      }
      catalogs.add(targets.catalog());
    }
  }

  private static LoadedPlugin plugin(DescribedTargets targets, List<LoadedPlugin> others) {
    for (LoadedPlugin other : others) {
      if (other.id().equals(targets.id())) {
        throw new ProblemException(
            Problem.input(
                targets.place(),
                "the id " + targets.id() + " belongs to another plugin, " + other.path(),
                "remove one of them, or give this one another id"));
      }
    }
    return new LoadedPlugin(
        targets.id(),
        targets.version(),
        targets.provider(),
        targets.description(),
        targets.license(),
        Path.of(targets.place()),
        new PluginDeclaration(
            targets.id(),
            targets.version(),
            targets.requires(),
            targets.provider(),
            targets.description(),
            targets.license(),
            "",
            Map.of(),
            List.of()));
  }

  private static void requireFit(DescribedTargets targets) {
    boolean fits;
    try {
      fits =
          new DefaultVersionManager()
              .checkVersionConstraint(Plugins.API_VERSION, targets.requires());
    } catch (RuntimeException malformed) {
      throw new ProblemException(
          Problem.input(
              targets.place(),
              "'" + targets.requires() + "' under requires is no range of versions",
              "write one such as >=0.1.0"),
          malformed);
    }
    if (!fits) {
      throw new ProblemException(
          Problem.input(
              targets.place(),
              "the plugin "
                  + targets.id()
                  + " needs Coremill "
                  + targets.requires()
                  + ", and this is "
                  + Plugins.API_VERSION,
              "install a version of the plugin that fits, or remove it from the plugin folder"));
    }
  }
}
