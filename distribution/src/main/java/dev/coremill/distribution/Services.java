package dev.coremill.distribution;

import dev.coremill.api.operator.OperatorCatalog;
import dev.coremill.core.engine.Engine;
import dev.coremill.core.plugin.ExtensionMaker;
import dev.coremill.core.plugin.PluginCalls;
import dev.coremill.core.plugin.Plugins;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/** The engine and the plugins, for the commands that need them. */
final class Services {
  private final List<Path> folders;
  private final PluginCalls calls;
  private @Nullable Plugins plugins;

  private Services(List<Path> folders, PluginCalls calls) {
    this.folders = folders;
    this.calls = calls;
  }

  /** The plugins that are shipped or installed, and those of the folders that are named. */
  static Services load(ParseResult options) {
    List<Path> folders = PluginHomes.folders(CommonOptions.plugins(options));
    PluginCalls calls = new PluginCalls(CommonOptions.pluginTimeout(options));
    PluginWatch.install(calls, Terminal.forErrors());
    return new Services(folders, calls);
  }

  /** The engine alone, for commands that need no algorithm. */
  static Services withoutPlugins() {
    return new Services(List.of(), new PluginCalls(Duration.ZERO));
  }

  /** The engine. Whatever it does, it judges operations: their catalogue is read meanwhile. */
  Engine engine() {
    Thread reading = new Thread(OperatorCatalog::shipped, "operator-catalogue");
    reading.setDaemon(true);
    reading.start();
    return new Engine(plugins());
  }

  /** The plugins, which are loaded when they are asked for first. */
  Plugins plugins() {
    Plugins loaded = plugins;
    if (loaded == null) {
      loaded = Plugins.load(folders, new ExtensionMaker(), calls);
      plugins = loaded;
    }
    return loaded;
  }
}
