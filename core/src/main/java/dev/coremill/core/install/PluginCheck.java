package dev.coremill.core.install;

import dev.coremill.core.plugin.PluginDeclaration;
import dev.coremill.core.plugin.PluginFiles;
import dev.coremill.core.plugin.Plugins;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** Checks that files are a plugin that this Coremill could load, without running any of it. */
public final class PluginCheck {
  private static final int FIRST_CLASS_VERSION = 44;
  private static final int CLASS_MAGIC = 0xcafebabe;
  private static final int LONGEST_ID = 100;
  private static final String VERSIONED = "META-INF/versions/";

  private PluginCheck() {}

  /**
   * Checks a plugin.
   *
   * @return what it says of itself
   * @throws ProblemException if something is missing or does not fit
   */
  public static PluginDeclaration check(PluginFiles files) {
    PluginDeclaration declared;
    try {
      declared = PluginDeclaration.read(files);
      for (Path jar : files.all()) {
        checkClasses(files, jar);
      }
    } catch (IOException unreadable) {
      throw problem(files, "its jar cannot be read: " + unreadable.getMessage());
    }
    require(files, "Plugin-Id", declared.id());
    require(files, "Plugin-Version", declared.version());
    require(files, "Plugin-Requires", declared.requires());
    require(files, "Plugin-Provider", declared.provider());
    require(files, "Plugin-License", declared.license());
    if (!isId(declared.id())) {
      throw problem(
          files,
          "its Plugin-Id '"
              + declared.id()
              + "' has other characters than letters, digits, dots, hyphens and underscores");
    }
    Plugins.requireFitting(files.path(), declared);
    if (declared.extensions().isEmpty() && declared.targets().isEmpty()) {
      throw problem(
          files, "it names no extension in META-INF/services and describes no target in targets");
    }
    checkExtensions(files, declared.extensions());
    return declared;
  }

  private static void checkExtensions(PluginFiles files, Map<String, List<String>> extensions) {
    try (JarFile jar = new JarFile(files.jar().toFile(), false)) {
      for (Map.Entry<String, List<String>> point : extensions.entrySet()) {
        if (!Plugins.isExtensionPoint(point.getKey())) {
          throw problem(files, "there is no extension point " + point.getKey());
        }
        for (String name : point.getValue()) {
          if (jar.getEntry(name.replace('.', '/') + ".class") == null) {
            throw problem(files, "it names the extension " + name + ", which its jar lacks");
          }
        }
      }
    } catch (IOException unreadable) {
      throw problem(files, "its jar cannot be read: " + unreadable.getMessage());
    }
  }

  private static void checkClasses(PluginFiles files, Path path) throws IOException {
    int newest = Runtime.version().feature() + FIRST_CLASS_VERSION;
    try (JarFile jar = new JarFile(path.toFile(), false)) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        String name = entry.getName();
        if (!name.endsWith(".class") || name.startsWith(VERSIONED)) {
          continue;
        }
        try (DataInputStream bytes = new DataInputStream(jar.getInputStream(entry))) {
          boolean isClass = entry.getSize() >= 8 && bytes.readInt() == CLASS_MAGIC;
          int version = isClass ? bytes.readInt() & 0xffff : 0;
          if (!isClass) {
            throw problem(files, "the entry " + name + " is no class file");
          }
          if (version > newest) {
            throw problem(
                files,
                "it was built for Java "
                    + (version - FIRST_CLASS_VERSION)
                    + ", and this is Java "
                    + Runtime.version().feature());
          }
        }
      }
    }
  }

  private static void require(PluginFiles files, String key, String value) {
    if (value.isEmpty()) {
      throw problem(files, "its manifest has no " + key);
    }
  }

  private static boolean isId(String id) {
    for (int i = 0; i < id.length(); i++) {
      char letter = id.charAt(i);
      boolean allowed =
          (letter >= 'a' && letter <= 'z')
              || (letter >= 'A' && letter <= 'Z')
              || (letter >= '0' && letter <= '9')
              || (i > 0 && (letter == '.' || letter == '-' || letter == '_'));
      if (!allowed) {
        return false;
      }
    }
    return id.length() <= LONGEST_ID;
  }

  private static ProblemException problem(PluginFiles files, String message) {
    return new ProblemException(
        Problem.input(
            files.path().toString(),
            "this is no plugin that can be used: " + message,
            "ask its provider for one that fits, or see the documentation on plugins"));
  }
}
