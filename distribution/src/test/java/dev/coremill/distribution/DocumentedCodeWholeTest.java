package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every block of code on the pages for authors of plugins is taken from there, compiled against the
 * published api alone, and run. What is also in a starter project is compared with it: {@link
 * StarterProjectWholeTest} builds, tests and runs that.
 */
class DocumentedCodeWholeTest {
  private static final Pattern BLOCK =
      Pattern.compile("^```([a-z]+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern PACKAGE = Pattern.compile("package ([a-z.]+);");
  private static final Pattern TYPE = Pattern.compile("class ([A-Za-z]+) ?");
  private static final int LINES_OF_THE_WORKED_EXAMPLE = 60;

  @TempDir static Path folder;
  private static Launcher coremill;

  private record Block(String language, String text) {}

  @BeforeAll
  static void prepare() throws IOException, InterruptedException {
    coremill = new Launcher(folder);
    coremill.prepare();
  }

  @Test
  void theAlgorithmIsTheStarterProjectsInUnderSixtyLines() throws IOException {
    List<Block> blocks = blocks("write-an-algorithm.md");

    assertThat(blocks)
        .containsExactly(
            new Block("java", starter("algorithm", "src/main/java/ScaleSearch.java")),
            new Block("yaml", starter("algorithm", "pipeline.yaml")),
            new Block("java", starter("algorithm", "src/test/java/ScaleSearchTest.java")));
    assertThat(blocks.getFirst().text().lines()).hasSizeLessThan(LINES_OF_THE_WORKED_EXAMPLE);
  }

  @Test
  void theAlgorithmCompressesAModel() throws Exception {
    String source = blocks("write-an-algorithm.md").getFirst().text();
    String name = "org.example.search.ScaleSearch";
    Path classes = new PluginWorkshop(folder).compile(List.of(), Map.of(name, source));
    PluginWorkshop.pack(
        folder.resolve("search/search.jar"),
        PluginWorkshop.manifest("org.example.search", "1.0.0", ">=0.1.0 & <0.2.0"),
        classes,
        "org/example/search",
        PluginWorkshop.algorithm(name));
    Launcher.copy(
        folder.resolve("examples/digits-cnn.mlpackage"), folder.resolve("model.mlpackage"));
    coremill.file("pipeline.yaml", blocks("write-an-algorithm.md").get(1).text());

    coremill.run("run", "pipeline.yaml", "--plugins", "search").succeeded();

    assertThat(coremill.run("inspect", "build/smaller.mlpackage").succeeded().output())
        .contains("int8");
  }

  @Test
  void theTargetInYamlIsTheStarterProjects() throws IOException {
    assertThat(blocks("write-a-target.md").subList(0, 2))
        .containsExactly(
            new Block(
                "yaml",
                starter("hardware-target", "src/main/resources/targets/devices.target.yaml")),
            new Block("yaml", starter("hardware-target", "pipeline.yaml")));
  }

  @Test
  void theTargetWithACostModelPassesItsTestsAndEstimates() throws Exception {
    List<Block> blocks = blocks("write-a-target.md");
    assertThat(blocks).hasSize(4);
    Map<String, String> sources = new HashMap<>();
    String catalog = name(blocks.get(2).text());
    String test = name(blocks.get(3).text());
    sources.put(catalog, blocks.get(2).text());
    sources.put(test, blocks.get(3).text());
    List<Path> kit = new ArrayList<>();
    for (String entry :
        System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1)) {
      kit.add(Path.of(entry));
    }
    Path jar =
        Launcher.root().resolve("plugins/test-kit/target/plugin-test-kit-0.1.0-SNAPSHOT.jar");
    kit.add(jar);
    Path classes = new PluginWorkshop(folder).compile(kit, sources);
    runTests(test, List.of(classes, jar));
    PluginWorkshop.pack(
        folder.resolve("npu/npu.jar"),
        PluginWorkshop.manifest("org.example.npu", "1.0.0", ">=0.1.0 & <0.2.0"),
        classes,
        "org/example/npu",
        Map.of("META-INF/services/dev.coremill.api.target.HardwareCatalog", catalog + "\n"));

    String estimate =
        coremill
            .run(
                "estimate",
                "examples/digits-cnn.mlpackage",
                "--target",
                "np-board",
                "--explain",
                "--plugins",
                "npu")
            .succeeded()
            .output();
    String check =
        coremill
            .run(
                "check",
                "examples/digits-cnn.mlpackage",
                "--target",
                "np-board",
                "--plugins",
                "npu")
            .succeeded()
            .output();

    assertThat(estimate).contains("np-board", "bytes at 60 GB/s");
    assertThat(check).contains("NP Board");
  }

  @Test
  void theTourOfExpressionsPrintsWhatThePageSays() throws Exception {
    List<Block> blocks = blocks("expressions.md");
    assertThat(blocks).hasSize(2);
    String name = name(blocks.get(0).text());
    Path classes =
        new PluginWorkshop(folder).compile(List.of(), Map.of(name, blocks.get(0).text()));
    Path output = folder.resolve("tour.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classes + java.io.File.pathSeparator + PluginWorkshop.publishedApi(),
                name)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();

    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(output).content().isEqualTo(blocks.get(1).text());
  }

  /** A new block on another page needs a test of its own. */
  @Test
  void otherPagesForAuthorsShowNoCode() throws IOException {
    for (String page : List.of("plugins.md", "plugin-lifecycle.md", "troubleshooting.md")) {
      for (Block block : blocks(page)) {
        assertThat(block.language()).as(page).isEqualTo("sh");
      }
    }
  }

  /** Runs the tests of a class of the kit; one that is skipped is not passed. */
  private static void runTests(String name, List<Path> classPath) throws Exception {
    List<URL> urls = new ArrayList<>();
    for (Path each : classPath) {
      urls.add(each.toUri().toURL());
    }
    int run = 0;
    try (URLClassLoader loader =
        new URLClassLoader(
            urls.toArray(URL[]::new), DocumentedCodeWholeTest.class.getClassLoader())) {
      Class<?> type = Class.forName(name, true, loader);
      Constructor<?> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      for (Class<?> each = type; each != Object.class; each = each.getSuperclass()) {
        for (Method method : each.getDeclaredMethods()) {
          if (method.isAnnotationPresent(Test.class)) {
            method.setAccessible(true);
            method.invoke(constructor.newInstance());
            run++;
          }
        }
      }
    }
    assertThat(run).isGreaterThan(8);
  }

  private static String starter(String kind, String file) throws IOException {
    String artifact = kind.equals("algorithm") ? "search" : "devices";
    return Files.readString(
            Launcher.root()
                .resolve("plugins/archetypes/" + kind + "/src/main/resources/archetype-resources")
                .resolve(file))
        .replace("${package}", "org.example." + artifact)
        .replace("${provider}", "Example Org");
  }

  private static String name(String source) {
    Matcher inPackage = PACKAGE.matcher(source);
    Matcher type = TYPE.matcher(source);
    assertThat(inPackage.find() && type.find()).isTrue();
    return inPackage.group(1) + "." + type.group(1);
  }

  private static List<Block> blocks(String page) throws IOException {
    String text = Files.readString(Launcher.root().resolve("distribution/docs").resolve(page));
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      blocks.add(new Block(matcher.group(1), matcher.group(2)));
    }
    assertThat(blocks.isEmpty() && text.contains("```java")).isFalse();
    return blocks;
  }
}
