package dev.coremill.distribution;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.ProvisionException;
import com.google.inject.Stage;
import dev.coremill.core.engine.Engine;
import dev.coremill.core.plugin.Plugins;
import dev.coremill.core.plugin.PluginsModule;
import dev.coremill.core.problem.ProblemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ParseResult;

/** The engine and the plugins, for the commands that need them. */
final class Services {
  private final Injector injector;

  private Services(Injector injector) {
    this.injector = injector;
  }

  /** Loads the plugins that are shipped, and those of the folders that the user named. */
  static Services load(ParseResult options) {
    List<Path> folders = new ArrayList<>();
    String home = System.getProperty("coremill.home", "");
    if (!home.isEmpty()) {
      folders.add(Path.of(home, "plugins"));
      folders.add(Path.of(home, "hardware-targets"));
    }
    folders.addAll(CommonOptions.plugins(options));
    return new Services(Guice.createInjector(Stage.DEVELOPMENT, new PluginsModule(folders)));
  }

  /** The engine alone, for commands that need no algorithm. */
  static Services withoutPlugins() {
    return new Services(Guice.createInjector(Stage.DEVELOPMENT, new PluginsModule(List.of())));
  }

  Engine engine() {
    return get(Engine.class);
  }

  Plugins plugins() {
    return get(Plugins.class);
  }

  /**
   * What is wrong with a plugin is the user's to hear, without Guice's account of who asked for it.
   */
  private <T> T get(Class<T> type) {
    try {
      return injector.getInstance(type);
    } catch (ProvisionException failure) {
      if (failure.getCause() instanceof ProblemException problem) {
        throw problem;
      }
      throw failure;
    }
  }
}
