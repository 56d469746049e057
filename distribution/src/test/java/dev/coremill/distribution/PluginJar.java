package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Builds plugins as a stranger would: a source of one class is compiled with nothing but the
 * published api jar, and packed with a manifest and a service file.
 *
 * @param extension the name of the class that is the extension
 * @param point the extension point that it implements
 * @param id the plugin's id
 * @param requires the range of versions that it asks for
 * @param bytes what is done to each class file before it is packed
 */
record PluginJar(
    String extension, String point, String id, String requires, UnaryOperator<byte[]> bytes) {
  private static final String ALGORITHM = "dev.coremill.api.algorithm.WeightAlgorithm";

  static PluginJar of(String extension, String id) {
    return new PluginJar(extension, ALGORITHM, id, "0.*", UnaryOperator.identity());
  }

  PluginJar implementing(String other) {
    return new PluginJar(extension, other, id, requires, bytes);
  }

  PluginJar requiring(String range) {
    return new PluginJar(extension, point, id, range, bytes);
  }

  PluginJar with(UnaryOperator<byte[]> change) {
    return new PluginJar(extension, point, id, requires, change);
  }

  /** Builds the jar; its file has the name of the id. */
  Path build(Path folder) throws IOException {
    Path classes = Files.createTempDirectory(folder.getParent(), "classes");
    compile(classes);
    Files.createDirectories(folder);
    Path jar = folder.resolve(id + ".jar");
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Plugin-Id", id);
    attributes.putValue("Plugin-Version", "3.1.0");
    attributes.putValue("Plugin-Provider", "Example Org");
    attributes.putValue("Plugin-License", "Apache-2.0");
    attributes.putValue("Plugin-Requires", requires);
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream packed = new JarOutputStream(file, manifest);
        Stream<Path> files = Files.walk(classes)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        packed.putNextEntry(new JarEntry(classes.relativize(each).toString().replace('\\', '/')));
        packed.write(bytes.apply(Files.readAllBytes(each)));
      }
      packed.putNextEntry(new JarEntry("META-INF/services/" + point));
      packed.write((extension + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  private void compile(Path classes) throws IOException {
    String simpleName = extension.substring(extension.lastIndexOf('.') + 1);
    Path source = classes.resolveSibling(classes.getFileName() + "-source");
    Files.createDirectories(source);
    Path file = source.resolve(simpleName + ".java");
    try (InputStream text =
        PluginJar.class.getResourceAsStream("/outside/" + simpleName + ".java")) {
      assertThat(text).isNotNull();
      Files.write(file, text.readAllBytes());
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
                  List.of("-proc:none", "-d", classes.toString(), "-cp", publishedApi().toString()),
                  null,
                  manager.getJavaFileObjects(file))
              .call();
      assertThat(done).as(messages.toString()).isTrue();
    }
  }

  private static Path publishedApi() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("coremill.folder"), "lib"))) {
      List<Path> api =
          files.filter(file -> file.getFileName().toString().startsWith("coremill-api-")).toList();
      assertThat(api).hasSize(1);
      return api.getFirst();
    }
  }
}
