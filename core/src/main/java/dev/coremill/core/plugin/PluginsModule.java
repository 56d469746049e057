package dev.coremill.core.plugin;

import com.google.inject.AbstractModule;
import com.google.inject.Injector;
import com.google.inject.Provider;
import com.google.inject.Scopes;
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

  // Bound by hand: looking for annotated methods is a good part of the time that Guice takes to
  // start.
  @Override
  protected void configure() {
    Provider<Injector> injector = getProvider(Injector.class);
    bind(Plugins.class)
        .toProvider(() -> Plugins.load(folders, new InjectingFactory(injector.get())))
        .in(Scopes.SINGLETON);
  }

  private record InjectingFactory(Injector injector) implements ExtensionFactory {
    @Override
    public <T> T create(Class<T> extension) {
      return injector.getInstance(extension);
    }
  }
}
