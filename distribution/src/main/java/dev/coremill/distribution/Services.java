package dev.coremill.distribution;

import dev.coremill.core.engine.Engine;
import dev.coremill.core.plugin.ExtensionMaker;
import dev.coremill.core.plugin.Plugins;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/** The engine and the plugins, for the commands that need them. */
final class Services {
  private final List<Path> folders;
  private @Nullable Plugins plugins;

  private Services(List<Path> folders) {
    this.folders = folders;
  }

  /** The plugins that are shipped, and those of the folders that the user named. */
  static Services load(ParseResult options) {
    List<Path> folders = new ArrayList<>();
    String home = System.getProperty("coremill.home", "");
    if (!home.isEmpty()) {
      folders.add(Path.of(home, "plugins"));
      folders.add(Path.of(home, "hardware-targets"));
    }
    folders.addAll(CommonOptions.plugins(options));
    return new Services(folders);
  }

  /** The engine alone, for commands that need no algorithm. */
  static Services withoutPlugins() {
    return new Services(List.of());
  }

  Engine engine() {
    return new Engine(plugins());
  }

  /** The plugins, which are loaded when they are asked for first. */
  Plugins plugins() {
    Plugins loaded = plugins;
    if (loaded == null) {
      loaded = Plugins.load(folders, new ExtensionMaker());
      plugins = loaded;
    }
    return loaded;
  }
}
