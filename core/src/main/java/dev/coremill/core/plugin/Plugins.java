package dev.coremill.core.plugin;

import dev.coremill.api.algorithm.BudgetCandidates;
import dev.coremill.api.algorithm.LookupTableFunction;
import dev.coremill.api.algorithm.ProgramTransform;
import dev.coremill.api.algorithm.WeightAlgorithm;
import dev.coremill.api.runtime.Metric;
import dev.coremill.api.runtime.ProgramRuntime;
import dev.coremill.api.runtime.SampleSource;
import dev.coremill.api.target.Device;
import dev.coremill.api.target.HardwareCatalog;
import dev.coremill.core.pipeline.AlgorithmCatalog;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.pf4j.DefaultVersionManager;
import org.pf4j.ExtensionFactory;
import org.pf4j.PluginRuntimeException;
import org.pf4j.PluginState;
import org.pf4j.PluginWrapper;

/** The plugins of a process, loaded once at its start. */
public final class Plugins implements AlgorithmCatalog {
  /** The version of Coremill that plugins' {@code Plugin-Requires} are checked against. */
  public static final String API_VERSION = "0.1.0";

  private final List<LoadedPlugin> plugins;
  private final Map<String, WeightAlgorithm<?>> algorithms;
  private final Map<String, ProgramTransform<?>> transforms;
  private final Map<String, LookupTableFunction> functions;
  private final List<HardwareCatalog> catalogs;
  private final LateExtensions late;
  private final GuardedTools tools;

  private Plugins(
      List<LoadedPlugin> plugins,
      Map<String, WeightAlgorithm<?>> algorithms,
      Map<String, ProgramTransform<?>> transforms,
      Map<String, LookupTableFunction> functions,
      List<HardwareCatalog> catalogs,
      LateExtensions late) {
    this.plugins = List.copyOf(plugins);
    this.algorithms = Collections.unmodifiableMap(algorithms);
    this.transforms = Collections.unmodifiableMap(transforms);
    this.functions = Collections.unmodifiableMap(functions);
    this.catalogs = List.copyOf(catalogs);
    this.late = late;
    this.tools = new GuardedTools(late);
  }

  /**
   * Loads every plugin in the folders.
   *
   * @param folders folders that hold plugins; they must exist
   * @param factory makes the instances of extensions
   * @param calls is told of every call into a plugin
   * @throws ProblemException if a folder is missing, or a plugin cannot be loaded
   */
  public static Plugins load(List<Path> folders, ExtensionFactory factory, PluginCalls calls) {
    for (Path folder : folders) {
      if (!Files.isDirectory(folder)) {
        throw new ProblemException(
            Problem.input(
                folder.toString(),
                "there is no such plugin folder",
                "name a folder that holds plugin jars"));
      }
    }
    if (folders.isEmpty()) {
      // pf4j would look into a folder of its own choice.
      return of(List.of(), List.of(), List.of(), List.of());
    }
    FolderPluginManager manager = new FolderPluginManager(folders, factory, calls);
    manager.setSystemVersion(API_VERSION);
    for (Path path : manager.pluginPaths()) {
      load(manager, path);
    }
    manager.resolveAndStart();
    ExtensionCheck check = new ExtensionCheck(FolderPluginManager.EXTENSION_POINTS);
    List<LoadedPlugin> loaded = new ArrayList<>();
    for (PluginWrapper plugin : manager.getPlugins()) {
      requireStarted(plugin);
      PluginDeclaration declared = manager.declarations().get(plugin.getPluginId());
      if (declared == null) {
        throw new IllegalStateException(plugin.getPluginId());
      }
      check.check(plugin, declared);
      loaded.add(describe(declared, plugin));
    }
    List<WeightAlgorithm<?>> algorithms = new ArrayList<>();
    for (WeightAlgorithm<?> algorithm : instances(manager, WeightAlgorithm.class)) {
      algorithms.add(algorithm);
    }
    List<ProgramTransform<?>> transforms = new ArrayList<>();
    for (ProgramTransform<?> transform : instances(manager, ProgramTransform.class)) {
      transforms.add(transform);
    }
    List<HardwareCatalog> catalogs = new ArrayList<>();
    for (HardwareCatalog catalog : instances(manager, HardwareCatalog.class)) {
      catalogs.add(new GuardedCatalog(catalog));
    }
    LateExtensions late =
        new LateExtensions(folders, loaded) {
          @Override
          <T> List<T> make(Class<T> point) {
            return instances(manager, point);
          }
        };
    List<TargetFile> described = late.targetFiles();
    if (!described.isEmpty()) {
      DescribedPlugins.add(described, loaded, catalogs);
    }
    return of(
        loaded,
        algorithms,
        transforms,
        instances(manager, LookupTableFunction.class),
        catalogs,
        late);
  }

  /** Plugins whose extensions are there already, with no functions that make lookup tables. */
  public static Plugins of(
      List<LoadedPlugin> plugins,
      List<? extends WeightAlgorithm<?>> algorithms,
      List<? extends ProgramTransform<?>> transforms,
      List<? extends HardwareCatalog> catalogs) {
    return of(plugins, algorithms, transforms, List.of(), catalogs);
  }

  /**
   * Plugins whose extensions are there already.
   *
   * @throws ProblemException if two algorithms or transforms, or two functions, have the same name
   */
  public static Plugins of(
      List<LoadedPlugin> plugins,
      List<? extends WeightAlgorithm<?>> algorithms,
      List<? extends ProgramTransform<?>> transforms,
      List<? extends LookupTableFunction> functions,
      List<? extends HardwareCatalog> catalogs) {
    return of(plugins, algorithms, transforms, functions, catalogs, LateExtensions.NONE);
  }

  private static Plugins of(
      List<LoadedPlugin> plugins,
      List<? extends WeightAlgorithm<?>> algorithms,
      List<? extends ProgramTransform<?>> transforms,
      List<? extends LookupTableFunction> functions,
      List<? extends HardwareCatalog> catalogs,
      LateExtensions late) {
    Map<String, Object> all = new TreeMap<>();
    Map<String, WeightAlgorithm<?>> namedAlgorithms = new TreeMap<>();
    for (WeightAlgorithm<?> algorithm : algorithms) {
      String name = ExtensionName.of(algorithm);
      put(all, name, algorithm);
      namedAlgorithms.put(name, algorithm);
    }
    Map<String, ProgramTransform<?>> namedTransforms = new TreeMap<>();
    for (ProgramTransform<?> transform : transforms) {
      String name = ExtensionName.of(transform);
      put(all, name, transform);
      namedTransforms.put(name, transform);
    }
    Map<String, Object> allFunctions = new TreeMap<>();
    Map<String, LookupTableFunction> namedFunctions = new TreeMap<>();
    for (LookupTableFunction function : functions) {
      String name = ExtensionName.of(function);
      put(allFunctions, name, function);
      namedFunctions.put(name, function);
    }
    return new Plugins(
        plugins, namedAlgorithms, namedTransforms, namedFunctions, List.copyOf(catalogs), late);
  }

  private static void load(FolderPluginManager manager, Path path) {
    try {
      manager.loadPlugin(path);
    } catch (PluginRuntimeException | IllegalArgumentException refused) {
      throw new ProblemException(
          Problem.input(
              path.toString(),
              "this plugin cannot be loaded: " + refused.getMessage(),
              "remove it from the plugin folder, or build it with Plugin-Id, Plugin-Version and"
                  + " Plugin-Requires in its manifest"),
          refused);
    }
  }

  /** Whether plugins may name implementations of an interface. */
  public static boolean isExtensionPoint(String interfaceName) {
    for (Class<?> point : FolderPluginManager.EXTENSION_POINTS) {
      if (point.getName().equals(interfaceName)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Checks that a plugin was made for this version of the api.
   *
   * @param path where it is, for messages
   * @throws ProblemException if it asks for another version, or says so in words that mean nothing
   */
  public static void requireFitting(Path path, PluginDeclaration declared) {
    boolean fits;
    try {
      fits = new DefaultVersionManager().checkVersionConstraint(API_VERSION, declared.requires());
    } catch (RuntimeException meaningless) {
      throw new ProblemException(
          Problem.input(
              path.toString(),
              "the plugin "
                  + declared.id()
                  + " has a Plugin-Requires that is no range of versions: '"
                  + declared.requires()
                  + "'",
              "write it as >=0.1.0 & <0.2.0, or 0.1.*"),
          meaningless);
    }
    if (!fits) {
      throw misfit(path, declared.id(), declared.requires());
    }
  }

  private static ProblemException misfit(Path path, String id, String requires) {
    return new ProblemException(
        Problem.input(
            path.toString(),
            "the plugin " + id + " needs Coremill " + requires + ", and this is " + API_VERSION,
            "install a version of the plugin that fits, or remove it from the plugin folder"));
  }

  private static void requireStarted(PluginWrapper plugin) {
    if (plugin.getPluginState() == PluginState.STARTED) {
      return;
    }
    Throwable failure = plugin.getFailedException();
    if (failure == null) {
      throw misfit(
          plugin.getPluginPath(), plugin.getPluginId(), plugin.getDescriptor().getRequires());
    }
    throw new ProblemException(
        Problem.input(
            String.valueOf(plugin.getPluginPath()),
            "the plugin " + plugin.getPluginId() + " does not start: " + failure,
            "install a version of the plugin that fits, or remove it from the plugin folder"));
  }

  private static LoadedPlugin describe(PluginDeclaration declared, PluginWrapper plugin) {
    return new LoadedPlugin(
        declared.id(),
        declared.version(),
        declared.provider(),
        declared.description(),
        declared.license(),
        plugin.getPluginPath(),
        declared);
  }

  private static <T> List<T> instances(FolderPluginManager manager, Class<T> point) {
    try {
      return manager.getExtensions(point);
    } catch (RuntimeException | LinkageError broken) {
      throw new ProblemException(
          Problem.failed(
              "plugins",
              "an implementation of " + point.getSimpleName() + " cannot be made: " + broken,
              "remove the plugin, or build it against this version of the api"),
          broken);
    }
  }

  /** Pipelines use algorithms and transforms by the same key, so that names are shared. */
  private static void put(Map<String, Object> named, String name, Object extension) {
    Object other = named.put(name, extension);
    if (other != null) {
      throw new ProblemException(
          Problem.input(
              "plugins",
              "two plugins provide '"
                  + name
                  + "': "
                  + other.getClass().getName()
                  + " and "
                  + extension.getClass().getName(),
              "remove one of them"));
    }
  }

  /** Every plugin, in the order of loading. */
  public List<LoadedPlugin> plugins() {
    return plugins;
  }

  @Override
  public Collection<String> names() {
    Set<String> names = new TreeSet<>(algorithms.keySet());
    names.addAll(transforms.keySet());
    return names;
  }

  @Override
  public Optional<Class<? extends Record>> configurationType(String name) {
    ProgramTransform<?> transform = transforms.get(name);
    return transform == null
        ? Optional.ofNullable(algorithms.get(name)).map(WeightAlgorithm::configurationType)
        : Optional.of(transform.configurationType());
  }

  @Override
  public Optional<String> description(String name) {
    ProgramTransform<?> transform = transforms.get(name);
    return transform == null
        ? Optional.ofNullable(algorithms.get(name)).map(WeightAlgorithm::description)
        : Optional.of(transform.description());
  }

  /** The class of an algorithm or a transform; empty where there is none of that name. */
  public String className(String name) {
    Object extension = transforms.get(name) == null ? algorithms.get(name) : transforms.get(name);
    return extension == null ? "" : extension.getClass().getName();
  }

  @Override
  public boolean isTransform(String name) {
    return transforms.containsKey(name);
  }

  @Override
  public Optional<BudgetCandidates> budgetCandidates(String name) {
    return algorithms.get(name) instanceof BudgetCandidates offering
        ? Optional.of(offering)
        : Optional.empty();
  }

  /** The weight algorithms by name, sorted. */
  public Map<String, WeightAlgorithm<?>> algorithms() {
    return algorithms;
  }

  /** The program transforms by name, sorted. */
  public Map<String, ProgramTransform<?>> transforms() {
    return transforms;
  }

  /** The functions that make lookup tables by name, sorted. */
  public Map<String, LookupTableFunction> lookupTableFunctions() {
    return functions;
  }

  /** The vendors' catalogues. */
  public List<HardwareCatalog> catalogs() {
    return catalogs;
  }

  /** The runtimes, made when they are asked for the first time. */
  public List<ProgramRuntime> runtimes() {
    return tools.runtimes();
  }

  /** The sources of samples, made when they are asked for the first time. */
  public List<SampleSource> sampleSources() {
    return tools.sampleSources();
  }

  /** The metrics, made when they are asked for the first time. */
  public List<Metric> metrics() {
    return tools.metrics();
  }

  /**
   * The files that describe targets in YAML: those of plugins in the order of loading, then those
   * that stand by themselves in plugin folders, by name. They are read when they are asked for.
   */
  public List<TargetFile> targetFiles() {
    return late.targetFiles();
  }

  /** The device of an id, from any catalogue. */
  public Optional<Device> device(String id) {
    for (HardwareCatalog catalog : catalogs) {
      for (Device device : catalog.devices()) {
        if (device.id().equals(id)) {
          return Optional.of(device);
        }
      }
    }
    return Optional.empty();
  }
}
