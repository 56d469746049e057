package dev.coremill.core.plugin;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.pf4j.AbstractExtensionFinder;

/** Tells pf4j the classes that plugins have declared. */
final class DeclaredExtensions extends AbstractExtensionFinder {
  private final FolderPluginManager manager;

  DeclaredExtensions(FolderPluginManager manager) {
    super(manager);
    this.manager = manager;
  }

  @Override
  public Map<String, Set<String>> readClasspathStorages() {
    return Map.of();
  }

  @Override
  public Map<String, Set<String>> readPluginsStorages() {
    Map<String, Set<String>> found = new LinkedHashMap<>();
    manager
        .declarations()
        .forEach((id, declared) -> found.put(id, new LinkedHashSet<>(declared.classNames())));
    return found;
  }
}
