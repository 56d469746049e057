package dev.coremill.core.plugin;

import java.nio.file.Path;
import java.util.List;

/**
 * A plugin that was found and loaded.
 *
 * @param id its id
 * @param version its version
 * @param provider who made it; empty where it does not say
 * @param description what it is; empty where it does not say
 * @param license its license; empty where it does not say
 * @param path the jar or folder
 * @param declared all that its jar says of it
 */
public record LoadedPlugin(
    String id,
    String version,
    String provider,
    String description,
    String license,
    Path path,
    PluginDeclaration declared) {
  /** The classes that it adds. */
  public List<String> extensions() {
    return declared.classNames();
  }
}
