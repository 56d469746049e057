package dev.coremill.core.plugin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * What a plugin's own jar says of it: its manifest, the extensions that it names, and the targets
 * that it describes. The jar is opened once, and no class of it is loaded.
 *
 * @param id {@code Plugin-Id}
 * @param version {@code Plugin-Version}
 * @param requires {@code Plugin-Requires}: the versions of the api that it was built for
 * @param provider {@code Plugin-Provider}; empty where it does not say
 * @param description {@code Plugin-Description}; empty where it does not say
 * @param license {@code Plugin-License}; empty where it does not say
 * @param dependencies {@code Plugin-Dependencies}; empty where it has none
 * @param extensions the names of classes by the name of their extension point
 * @param targets the names of the jar's entries that describe targets
 */
public record PluginDeclaration(
    String id,
    String version,
    String requires,
    String provider,
    String description,
    String license,
    String dependencies,
    Map<String, List<String>> extensions,
    List<String> targets) {
  /** Where a jar describes targets. */
  static final String TARGETS = "targets/";

  /** How the names of target descriptions end. */
  static final String TARGET = ".target.yaml";

  private static final String SERVICES = "META-INF/services/";
  private static final int MOST_ENTRIES = 100_000;
  private static final int MOST_NAMES = 1000;

  /** Copies the collections. */
  public PluginDeclaration {
    extensions = Collections.unmodifiableMap(new TreeMap<>(extensions));
    targets = List.copyOf(targets);
  }

  /**
   * Reads a jar.
   *
   * @throws IOException if it is none, or has more in it than a plugin can need
   */
  public static PluginDeclaration read(PluginFiles files) throws IOException {
    try (JarFile jar = new JarFile(files.jar().toFile(), false)) {
      if (jar.size() > MOST_ENTRIES) {
        throw new IOException(jar.size() + " entries in one jar");
      }
      Manifest manifest = jar.getManifest();
      Attributes attributes = manifest == null ? new Attributes() : manifest.getMainAttributes();
      Map<String, List<String>> extensions = new TreeMap<>();
      List<String> targets = new ArrayList<>();
      Enumeration<JarEntry> entries = jar.entries();
      while (entries.hasMoreElements()) {
        JarEntry entry = entries.nextElement();
        String name = entry.getName();
        if (name.startsWith(SERVICES + "dev.coremill.")) {
          extensions.put(name.substring(SERVICES.length()), names(jar, entry));
        } else if (name.startsWith(TARGETS) && name.endsWith(TARGET)) {
          targets.add(name);
        }
      }
      Collections.sort(targets);
      return new PluginDeclaration(
          value(attributes, "Plugin-Id"),
          value(attributes, "Plugin-Version"),
          value(attributes, "Plugin-Requires"),
          value(attributes, "Plugin-Provider"),
          value(attributes, "Plugin-Description"),
          value(attributes, "Plugin-License"),
          value(attributes, "Plugin-Dependencies"),
          extensions,
          targets);
    }
  }

  /** The classes of all extension points. */
  List<String> classNames() {
    List<String> names = new ArrayList<>();
    for (List<String> each : extensions.values()) {
      names.addAll(each);
    }
    return names;
  }

  private static String value(Attributes attributes, String name) {
    @Nullable String value = attributes.getValue(name);
    return value == null ? "" : value.strip();
  }

  private static List<String> names(JarFile jar, JarEntry entry) throws IOException {
    List<String> names = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(jar.getInputStream(entry), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null) {
        int comment = line.indexOf('#');
        String name = (comment < 0 ? line : line.substring(0, comment)).strip();
        if (!name.isEmpty() && !names.contains(name)) {
          names.add(name);
        }
        if (names.size() > MOST_NAMES) {
          throw new IOException("more than " + MOST_NAMES + " names in " + entry.getName());
        }
        line = lines.readLine();
      }
    }
    return names;
  }
}
