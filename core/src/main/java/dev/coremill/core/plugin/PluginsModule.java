package dev.coremill.core.plugin;

import com.google.inject.AbstractModule;
import com.google.inject.Injector;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import java.nio.file.Path;
import java.util.List;
import org.pf4j.ExtensionFactory;

/** Binds the plugins of some folders. Extensions may have {@code @Inject} constructors. */
public final class PluginsModule extends AbstractModule {
  private final List<Path> folders;

  /** Plugins of these folders, which must exist when the plugins are asked for. */
  public PluginsModule(List<Path> folders) {
    this.folders = List.copyOf(folders);
  }

  @Provides
  @Singleton
  Plugins plugins(Injector injector) {
    ExtensionFactory factory =
        new ExtensionFactory() {
          @Override
          public <T> T create(Class<T> extension) {
            return injector.getInstance(extension);
          }
        };
    return Plugins.load(folders, factory);
  }
}
