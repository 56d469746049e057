package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Compiles sources as a stranger would, with nothing but the published api jar, and packs plugins
 * of them.
 */
final class PluginWorkshop {
  private final Path folder;

  /** Works in a folder. */
  PluginWorkshop(Path folder) {
    this.folder = folder;
  }

  /**
   * Compiles sources, all in one go.
   *
   * @param classPath what they need besides the api
   * @param sources by the full names of their classes
   * @return the folder of classes
   */
  Path compile(List<Path> classPath, Map<String, String> sources) throws IOException {
    Path classes = Files.createTempDirectory(folder, "classes");
    List<JavaFileObject> files = new ArrayList<>();
    sources.forEach((name, text) -> files.add(source(name, text)));
    StringBuilder path = new StringBuilder(publishedApi().toString());
    for (Path each : classPath) {
      path.append(java.io.File.pathSeparatorChar).append(each);
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      boolean done =
          compiler
              .getTask(
                  messages,
                  manager,
                  null,
                  List.of("-proc:none", "-d", classes.toString(), "-cp", path.toString()),
                  null,
                  files)
              .call();
      assertThat(done).as(messages.toString()).isTrue();
    }
    return classes;
  }

  /** The manifest of a plugin. */
  static Manifest manifest(String id, String version, String requires) {
    Manifest manifest = plainManifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.putValue("Plugin-Id", id);
    attributes.putValue("Plugin-Version", version);
    attributes.putValue("Plugin-Requires", requires);
    attributes.putValue("Plugin-Provider", "Example Org");
    attributes.putValue("Plugin-License", "Apache-2.0");
    return manifest;
  }

  /** The manifest of a library. */
  static Manifest plainManifest() {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    return manifest;
  }

  /**
   * Packs a jar.
   *
   * @param classes the folder of classes
   * @param prefix where the classes to be packed stand in it, such as {@code org/example/one}
   * @param texts other entries by name
   */
  static Path pack(
      Path jar, Manifest manifest, Path classes, String prefix, Map<String, String> texts)
      throws IOException {
    Files.createDirectories(jar.getParent());
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream packed = new JarOutputStream(file, manifest);
        Stream<Path> files = Files.walk(classes.resolve(prefix))) {
      for (Path each : files.filter(Files::isRegularFile).sorted().toList()) {
        packed.putNextEntry(new JarEntry(classes.relativize(each).toString().replace('\\', '/')));
        packed.write(Files.readAllBytes(each));
      }
      for (Map.Entry<String, String> text : texts.entrySet()) {
        packed.putNextEntry(new JarEntry(text.getKey()));
        packed.write(text.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return jar;
  }

  /** The entry that names an algorithm. */
  static Map<String, String> algorithm(String className) {
    return Map.of("META-INF/services/dev.coremill.api.algorithm.WeightAlgorithm", className + "\n");
  }

  private static JavaFileObject source(String name, String text) {
    URI place = URI.create("string:///" + name.replace('.', '/') + ".java");
    return new SimpleJavaFileObject(place, JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }

  static Path publishedApi() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("coremill.folder"), "lib"))) {
      List<Path> api =
          files.filter(file -> file.getFileName().toString().startsWith("coremill-api-")).toList();
      assertThat(api).hasSize(1);
      return api.getFirst();
    }
  }
}
