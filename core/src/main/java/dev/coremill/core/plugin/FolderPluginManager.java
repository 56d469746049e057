package dev.coremill.core.plugin;

import dev.coremill.api.algorithm.LookupTableFunction;
import dev.coremill.api.algorithm.ProgramTransform;
import dev.coremill.api.algorithm.WeightAlgorithm;
import dev.coremill.api.runtime.Metric;
import dev.coremill.api.runtime.ProgramRuntime;
import dev.coremill.api.runtime.SampleSource;
import dev.coremill.api.target.HardwareCatalog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pf4j.DefaultPluginManager;
import org.pf4j.DefaultPluginStatusProvider;
import org.pf4j.ExtensionFactory;
import org.pf4j.ExtensionFinder;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginDescriptorFinder;
import org.pf4j.PluginLoader;
import org.pf4j.PluginRepository;
import org.pf4j.PluginRuntimeException;
import org.pf4j.PluginStatusProvider;
import org.pf4j.PluginWrapper;

/**
 * pf4j over a list of folders, without its development mode, its forms of plugins and its class
 * loader.
 */
final class FolderPluginManager extends DefaultPluginManager {
  /** What a plugin may add. */
  static final List<Class<?>> EXTENSION_POINTS =
      List.of(
          WeightAlgorithm.class,
          ProgramTransform.class,
          LookupTableFunction.class,
          HardwareCatalog.class,
          ProgramRuntime.class,
          SampleSource.class,
          Metric.class);

  private final ExtensionFactory factory;
  private final PluginCalls calls;
  private @Nullable Map<String, PluginDeclaration> declarations;

  FolderPluginManager(List<Path> folders, ExtensionFactory factory, PluginCalls calls) {
    super(folders);
    this.factory = factory;
    this.calls = calls;
    // The super constructor has asked for a factory before this one had its own.
    this.extensionFactory = factory;
  }

  @Override
  protected ExtensionFactory createExtensionFactory() {
    return factory;
  }

  @Override
  protected ExtensionFinder createExtensionFinder() {
    return new DeclaredExtensions(this);
  }

  @Override
  protected PluginRepository createPluginRepository() {
    return new PluginRepository() {
      @Override
      public List<Path> getPluginPaths() {
        List<Path> paths = new ArrayList<>();
        for (Path folder : getPluginsRoots()) {
          paths.addAll(PluginFolder.plugins(folder));
        }
        return paths;
      }

      @Override
      public boolean deletePluginPath(Path path) {
        return false;
      }
    };
  }

  @Override
  protected PluginDescriptorFinder createPluginDescriptorFinder() {
    return new PluginDescriptorFinder() {
      @Override
      public boolean isApplicable(Path path) {
        return true;
      }

      @Override
      public PluginDescriptor find(Path path) {
        return describe(path);
      }
    };
  }

  @Override
  protected PluginStatusProvider createPluginStatusProvider() {
    return new DefaultPluginStatusProvider(getPluginsRoot());
  }

  @Override
  protected PluginLoader createPluginLoader() {
    SharedClasses shared = new SharedClasses(FolderPluginManager.class.getClassLoader());
    return new PluginLoader() {
      @Override
      public boolean isApplicable(Path path) {
        return true;
      }

      @Override
      public ClassLoader loadPlugin(Path path, PluginDescriptor descriptor) {
        return new PluginClasses(
            descriptor.getPluginId(),
            descriptor.getPluginId() + " " + descriptor.getVersion(),
            PluginFiles.of(path),
            shared,
            calls);
      }
    };
  }

  private PluginDescriptor describe(Path path) {
    PluginDeclaration declared;
    try {
      declared = PluginDeclaration.read(PluginFiles.of(path));
    } catch (IOException unreadable) {
      throw new PluginRuntimeException(
          unreadable, "its jar cannot be read: {}", String.valueOf(unreadable.getMessage()));
    }
    if (!declared.dependencies().isEmpty()) {
      throw new PluginRuntimeException(
          "it depends on other plugins, and each stands alone: pack what it needs into lib");
    }
    if (!declared.id().isEmpty()) {
      PluginWrapper other = plugins.get(declared.id());
      if (other != null && !other.getPluginPath().equals(path)) {
        throw new PluginRuntimeException(
            "its id {} is that of {} too, and each id may be there once",
            declared.id(),
            other.getPluginPath());
      }
      known().putIfAbsent(declared.id(), declared);
    }
    return new DeclaredDescriptor(declared);
  }

  /** The declarations by id. The super constructor calls before the field has its value. */
  private Map<String, PluginDeclaration> known() {
    Map<String, PluginDeclaration> known = declarations;
    if (known == null) {
      known = new HashMap<>();
      declarations = known;
    }
    return known;
  }

  /** What the plugins said of themselves, by id. */
  Map<String, PluginDeclaration> declarations() {
    return Collections.unmodifiableMap(known());
  }

  /** Where there are plugins. */
  List<Path> pluginPaths() {
    return pluginRepository.getPluginPaths();
  }

  /** Finishes loading. */
  void resolveAndStart() {
    resolvePlugins();
    startPlugins();
  }
}
