package dev.coremill.core.plugin;

import dev.coremill.api.algorithm.ProgramTransform;
import dev.coremill.api.algorithm.WeightAlgorithm;
import dev.coremill.api.target.HardwareCatalog;
import java.nio.file.Path;
import java.util.List;
import org.pf4j.BasePluginRepository;
import org.pf4j.CompoundPluginDescriptorFinder;
import org.pf4j.CompoundPluginLoader;
import org.pf4j.CompoundPluginRepository;
import org.pf4j.DefaultPluginLoader;
import org.pf4j.DefaultPluginManager;
import org.pf4j.DefaultPluginStatusProvider;
import org.pf4j.ExtensionFactory;
import org.pf4j.ExtensionFinder;
import org.pf4j.JarPluginLoader;
import org.pf4j.JarPluginRepository;
import org.pf4j.ManifestPluginDescriptorFinder;
import org.pf4j.PluginClassLoader;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginDescriptorFinder;
import org.pf4j.PluginLoader;
import org.pf4j.PluginRepository;
import org.pf4j.PluginStatusProvider;
import org.pf4j.PropertiesPluginDescriptorFinder;
import org.pf4j.util.DirectoryFileFilter;

/** pf4j over a list of folders, without its development mode and without unpacking zip files. */
final class FolderPluginManager extends DefaultPluginManager {
  /** What a plugin may add. */
  static final List<Class<?>> EXTENSION_POINTS =
      List.of(WeightAlgorithm.class, ProgramTransform.class, HardwareCatalog.class);

  private final ExtensionFactory factory;

  FolderPluginManager(List<Path> folders, ExtensionFactory factory) {
    super(folders);
    this.factory = factory;
    // The super constructor has asked for a factory before this one had its own.
    this.extensionFactory = factory;
  }

  @Override
  protected ExtensionFactory createExtensionFactory() {
    return factory;
  }

  @Override
  protected ExtensionFinder createExtensionFinder() {
    return new ServicesFinder(this, EXTENSION_POINTS);
  }

  @Override
  protected PluginRepository createPluginRepository() {
    return new CompoundPluginRepository()
        .add(new JarPluginRepository(getPluginsRoots()))
        .add(new BasePluginRepository(getPluginsRoots(), new DirectoryFileFilter()));
  }

  @Override
  protected PluginDescriptorFinder createPluginDescriptorFinder() {
    return new CompoundPluginDescriptorFinder()
        .add(new PropertiesPluginDescriptorFinder())
        .add(new ManifestPluginDescriptorFinder());
  }

  @Override
  protected PluginStatusProvider createPluginStatusProvider() {
    return new DefaultPluginStatusProvider(getPluginsRoot());
  }

  @Override
  protected PluginLoader createPluginLoader() {
    ClassLoader shared = new SharedClasses(FolderPluginManager.class.getClassLoader());
    return new CompoundPluginLoader()
        .add(
            new JarPluginLoader(this) {
              @Override
              public ClassLoader loadPlugin(Path path, PluginDescriptor descriptor) {
                PluginClassLoader loader = new PluginClassLoader(pluginManager, descriptor, shared);
                loader.addFile(path.toFile());
                return loader;
              }
            })
        .add(
            new DefaultPluginLoader(this) {
              @Override
              protected PluginClassLoader createPluginClassLoader(
                  Path path, PluginDescriptor descriptor) {
                return new PluginClassLoader(pluginManager, descriptor, shared);
              }
            });
  }

  /** Where there are plugins. */
  List<Path> pluginPaths() {
    return pluginRepository.getPluginPaths();
  }

  /** Finishes loading: dependencies between plugins, then their start. */
  void resolveAndStart() {
    resolvePlugins();
    startPlugins();
  }
}
