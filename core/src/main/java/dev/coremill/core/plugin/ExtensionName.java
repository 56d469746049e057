package dev.coremill.core.plugin;

import dev.coremill.api.algorithm.LookupTableFunction;
import dev.coremill.api.algorithm.ProgramTransform;
import dev.coremill.api.algorithm.WeightAlgorithm;
import dev.coremill.api.runtime.Metric;
import dev.coremill.api.runtime.ProgramRuntime;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** Asks an extension for the name that pipelines and commands use, and checks it. */
final class ExtensionName {
  private static final int LONGEST = 64;

  private ExtensionName() {}

  /**
   * The name.
   *
   * @throws ProblemException if there is none, or it is no name that a pipeline could use
   */
  static String of(Object extension) {
    @Nullable String given;
    try (PluginCall _ = PluginCall.enter(extension, "", "name")) {
      given =
          switch (extension) {
            case WeightAlgorithm<?> algorithm -> algorithm.name();
            case LookupTableFunction function -> function.name();
            case Metric metric -> metric.name();
            case ProgramRuntime runtime -> runtime.name();
            default -> ((ProgramTransform<?>) extension).name();
          };
    } catch (RuntimeException | Error defect) {
      throw problem(extension, "name() failed: " + defect);
    }
    if (given == null || !isName(given)) {
      throw problem(
          extension,
          "its name is "
              + (given == null ? "null" : "'" + given + "'")
              + ", and lower case letters, digits and underscores are expected");
    }
    return given;
  }

  private static boolean isName(String text) {
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      boolean allowed =
          letter == '_' || (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
      if (!allowed) {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= LONGEST;
  }

  private static ProblemException problem(Object extension, String message) {
    String plugin = PluginClasses.pluginOf(extension);
    return new ProblemException(
        Problem.input(
            plugin.isEmpty() ? "plugins" : "plugin " + plugin,
            extension.getClass().getName() + " cannot be used: " + message,
            "remove the plugin, or report the defect to its provider"));
  }
}
