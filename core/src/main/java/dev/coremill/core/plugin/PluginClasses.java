package dev.coremill.core.plugin;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The classes of one plugin and of its libraries. What plugins share with the engine comes from the
 * engine, even where a plugin packs a copy of it; everything else comes from the plugin where it
 * has it, so that the libraries of two plugins never meet.
 */
public final class PluginClasses extends URLClassLoader {
  static {
    registerAsParallelCapable();
  }

  private final String label;
  private final PluginCalls calls;

  /**
   * The classes of a plugin.
   *
   * @param label the plugin's id and version
   * @param calls knows the calls that are in progress
   */
  PluginClasses(
      String id, String label, PluginFiles files, SharedClasses shared, PluginCalls calls) {
    super(id, urls(files), shared);
    this.label = label;
    this.calls = calls;
  }

  /** The plugin's id and version. */
  String label() {
    return label;
  }

  PluginCalls calls() {
    return calls;
  }

  /** The plugin that an object's class comes from: id and version; empty for none. */
  public static String pluginOf(Object extension) {
    return extension.getClass().getClassLoader() instanceof PluginClasses classes
        ? classes.label
        : "";
  }

  private static URL[] urls(PluginFiles files) {
    List<Path> all = files.all();
    URL[] urls = new URL[all.size()];
    for (int i = 0; i < urls.length; i++) {
      try {
        urls[i] = all.get(i).toUri().toURL();
      } catch (MalformedURLException impossible) {
        throw new IllegalArgumentException(all.get(i).toString(), impossible);
      }
    }
    return urls;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith("java.") || SharedClasses.isShared(name)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      try {
        return findClass(name);
      } catch (ClassNotFoundException _) {
        // Not the plugin's own: the JDK's, or nobody's.
        return super.loadClass(name, resolve);
      }
    }
  }

  @Override
  public @Nullable URL getResource(String name) {
    URL own = findResource(name);
    return own == null ? super.getResource(name) : own;
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    List<URL> all = new ArrayList<>(Collections.list(findResources(name)));
    ClassLoader parent = getParent();
    if (parent != null) {
      all.addAll(Collections.list(parent.getResources(name)));
    }
    return Collections.enumeration(all);
  }
}
