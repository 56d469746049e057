package dev.coremill.core.plugin;

import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pf4j.PluginWrapper;

/**
 * Loads what a plugin names as its extensions, because pf4j passes over what it cannot load, and a
 * plugin that adds less than it says would do so in silence.
 */
final class ExtensionCheck {
  private static final String MEND =
      "remove the plugin, or install a version of it that was built for this";

  private final List<Class<?>> points;

  ExtensionCheck(List<Class<?>> points) {
    this.points = List.copyOf(points);
  }

  /**
   * Checks the extensions of a plugin.
   *
   * @throws ProblemException if one cannot be loaded, or is none
   */
  void check(PluginWrapper plugin, PluginDeclaration declared) {
    for (Map.Entry<String, List<String>> each : declared.extensions().entrySet()) {
      Class<?> point = point(plugin, each.getKey());
      for (String name : each.getValue()) {
        Class<?> extension = load(plugin, name);
        if (!point.isAssignableFrom(extension)) {
          throw problem(
              plugin,
              "it names " + name + " as a " + point.getSimpleName() + ", which it is not",
              null);
        }
      }
    }
  }

  private Class<?> point(PluginWrapper plugin, String name) {
    for (Class<?> point : points) {
      if (point.getName().equals(name)) {
        return point;
      }
    }
    throw problem(plugin, "this version of Coremill has no extension point " + name, null);
  }

  private static Class<?> load(PluginWrapper plugin, String name) {
    try {
      return plugin.getPluginClassLoader().loadClass(name);
    } catch (ClassNotFoundException missing) {
      throw problem(plugin, "it names the extension " + name + ", which it lacks", missing);
    } catch (UnsupportedClassVersionError newer) {
      throw problem(
          plugin,
          name + " was built for a newer Java than this one, " + Runtime.version().feature(),
          newer);
    } catch (LinkageError broken) {
      throw problem(plugin, name + " cannot be loaded: " + broken, broken);
    }
  }

  private static ProblemException problem(
      PluginWrapper plugin, String message, @Nullable Throwable cause) {
    Problem problem =
        Problem.input(
            String.valueOf(plugin.getPluginPath()),
            "the plugin " + plugin.getPluginId() + " cannot be used: " + message,
            MEND);
    return cause == null ? new ProblemException(problem) : new ProblemException(problem, cause);
  }
}
