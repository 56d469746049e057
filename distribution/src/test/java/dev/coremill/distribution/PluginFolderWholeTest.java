package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins that bring libraries of their own: folders with a jar, and more jars in lib. */
class PluginFolderWholeTest {
  private static final String LIBRARY = "org.example.library.Library";

  @TempDir static Path folder;
  private static Launcher coremill;

  /** Two plugins, each with its own version of one library. */
  @BeforeAll
  static void prepare() throws IOException, InterruptedException {
    coremill = new Launcher(folder);
    coremill.prepare();
    PluginWorkshop workshop = new PluginWorkshop(folder);
    for (String plugin : List.of("first", "second")) {
      Map<String, String> sources = new LinkedHashMap<>();
      sources.put(
          LIBRARY,
          """
          package org.example.library;
          public final class Library {
            public static String version() {
              return "the library of the %s";
            }
          }
          """
              .formatted(plugin));
      String name = "org.example." + plugin + ".Algorithm";
      sources.put(name, algorithm(plugin));
      Path classes = workshop.compile(List.of(), sources);
      Path home = folder.resolve("plugins/" + plugin);
      PluginWorkshop.pack(
          home.resolve(plugin + ".jar"),
          PluginWorkshop.manifest("org.example." + plugin, "1.2.0", "0.*"),
          classes,
          "org/example/" + plugin,
          PluginWorkshop.algorithm(name));
      PluginWorkshop.pack(
          home.resolve("lib/library.jar"),
          PluginWorkshop.plainManifest(),
          classes,
          "org/example/library",
          Map.of("texts/hello.txt", "hello from the " + plugin));
    }
  }

  private static String algorithm(String name) {
    return """
    package org.example.%1$s;
    import dev.coremill.api.algorithm.*;
    import dev.coremill.api.weight.WeightExpression;
    import java.io.*;
    public final class Algorithm implements WeightAlgorithm<Algorithm.Configuration> {
      public record Configuration() {}
      public String name() { return "%1$s"; }
      public String description() {
        try (InputStream text = getClass().getResourceAsStream("/texts/hello.txt")) {
          return "It has " + org.example.library.Library.version() + ", "
              + new String(text.readAllBytes()) + ".";
        } catch (IOException failure) {
          throw new UncheckedIOException(failure);
        }
      }
      public Class<Configuration> configurationType() { return Configuration.class; }
      public Outcome compress(WeightSite site, WeightExpression weight, Configuration configuration,
          CompressionContext context) {
        return new Outcome.Skipped("never");
      }
    }
    """
        .formatted(name);
  }

  @Test
  void eachHasItsOwnVersionOfALibrary() throws Exception {
    String list = coremill.run("plugins", "--plugins", "plugins").succeeded().output();

    assertThat(list)
        .containsPattern("org\\.example\\.first +1\\.2\\.0 +Example Org +plugins/first")
        .contains("It has the library of the first, hello from the first.")
        .contains("It has the library of the second, hello from the second.");
  }

  @Test
  void aFolderWithoutItsOwnJarOrWithSeveralIsRefused() throws Exception {
    Files.createDirectories(folder.resolve("none/empty"));
    Path several = Files.createDirectories(folder.resolve("several/two"));
    Path jar = folder.resolve("plugins/first/first.jar");
    Files.copy(jar, several.resolve("a.jar"));
    Files.copy(jar, several.resolve("b.jar"));

    fails("none/empty: this plugin cannot be loaded: the folder holds no jar at its top", "none");
    fails(
        "several/two: this plugin cannot be loaded: the folder holds 2 jars at its top; put the"
            + " plugin's own jar there, alone, and the jars of its libraries into lib",
        "several");
  }

  @Test
  void aPackedPluginIsNotLoadedAsItIs() throws Exception {
    Files.createDirectories(folder.resolve("packed"));
    Files.write(folder.resolve("packed/some.zip"), new byte[0]);

    fails("packed/some.zip: a packed plugin is not loaded from a plugin folder; install", "packed");
  }

  private static void fails(String message, String plugins) throws Exception {
    Launcher.Result result = coremill.run("plugins", "--plugins", plugins);

    assertThat(result.errors()).hasLineCount(1).startsWith("error: " + message);
    assertThat(result.exitCode()).isEqualTo(2);
  }
}
