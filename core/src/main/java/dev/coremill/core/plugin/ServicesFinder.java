package dev.coremill.core.plugin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pf4j.AbstractExtensionFinder;
import org.pf4j.PluginClassLoader;
import org.pf4j.PluginManager;
import org.pf4j.PluginWrapper;

/**
 * Reads the class names of extensions from {@code META-INF/services}, for the extension points that
 * it is given. (pf4j's own finder for services lists the folder through a zip file system, which
 * costs more than all the rest of the start.)
 */
final class ServicesFinder extends AbstractExtensionFinder {
  private final List<Class<?>> points;

  ServicesFinder(PluginManager manager, List<Class<?>> points) {
    super(manager);
    this.points = List.copyOf(points);
  }

  @Override
  public Map<String, Set<String>> readClasspathStorages() {
    return Map.of();
  }

  @Override
  public Map<String, Set<String>> readPluginsStorages() {
    Map<String, Set<String>> found = new LinkedHashMap<>();
    for (PluginWrapper plugin : pluginManager.getPlugins()) {
      Set<String> names = new LinkedHashSet<>();
      for (Class<?> point : points) {
        // Its own resources only: a parent's would count twice.
        if (plugin.getPluginClassLoader() instanceof PluginClassLoader loader) {
          URL resource = loader.findResource("META-INF/services/" + point.getName());
          if (resource != null) {
            read(resource, names);
          }
        }
      }
      found.put(plugin.getPluginId(), names);
    }
    return found;
  }

  private static void read(URL resource, Set<String> names) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(resource.openStream(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null) {
        int comment = line.indexOf('#');
        String name = (comment < 0 ? line : line.substring(0, comment)).strip();
        if (!name.isEmpty()) {
          names.add(name);
        }
        line = lines.readLine();
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException("cannot read " + resource, unreadable);
    }
  }
}
