package dev.coremill.core.engine;

import dev.coremill.api.algorithm.WeightAlgorithm;
import dev.coremill.core.plugin.LoadedPlugin;
import dev.coremill.core.plugin.Plugins;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Which build of which plugin an algorithm comes from, so that results of others are not used. */
final class AlgorithmBuilds implements Checkpoints.Builds {
  private final Plugins plugins;
  private final Map<Class<?>, Optional<String>> known = new ConcurrentHashMap<>();
  private String program = "";

  AlgorithmBuilds(Plugins plugins) {
    this.plugins = plugins;
  }

  @Override
  public Optional<String> of(WeightAlgorithm<?> algorithm) {
    return known.computeIfAbsent(algorithm.getClass(), this::find);
  }

  private Optional<String> find(Class<?> type) {
    for (LoadedPlugin plugin : plugins.plugins()) {
      if (plugin.extensions().contains(type.getName())) {
        return Optional.of(
            plugin.id() + " " + plugin.version() + " " + BuildStamp.of(plugin.path()));
      }
    }
    return Optional.empty();
  }

  @Override
  public synchronized String program() {
    if (program.isEmpty()) {
      program =
          Plugins.API_VERSION
              + " "
              + stamp(WeightAlgorithm.class)
              + " "
              + stamp(Engine.class)
              + functions();
    }
    return program;
  }

  /** Any algorithm may call these, so a change of one is a change of all. */
  private String functions() {
    StringBuilder text = new StringBuilder();
    plugins
        .lookupTableFunctions()
        .forEach((name, function) ->
            text.append(' ').append(name).append(' ').append(find(function.getClass()).orElse("")));
    return text.toString();
  }

  private static String stamp(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return "";
    }
    try {
      return BuildStamp.of(Path.of(source.getLocation().toURI()));
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
