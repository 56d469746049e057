package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From an empty folder to a plugin in use: a starter project is generated, tests itself with the
 * kit, is packed, installed, used and removed, with what {@code mvnw install} puts into the local
 * repository and nothing else of this checkout. The repository is one of its own, before the
 * user's, and Maven works offline.
 */
class StarterProjectWholeTest {
  private static final String VERSION = "0.1.0-SNAPSHOT";

  @TempDir static Path folder;
  private static Launcher coremill;
  private static Path repository;

  @BeforeAll
  static void prepare() throws IOException, InterruptedException {
    assumeThat(executable()).as("Maven, at maven.home").exists();
    assumeThat(archive("plugins/archetypes/algorithm", "coremill-algorithm-archetype"))
        .as("the archetypes, which a build of all modules makes")
        .exists();
    coremill = new Launcher(folder);
    coremill.prepare();
    repository = folder.resolve("repository");
    publish("", "coremill");
    publish("api/bom", "coremill-bom");
    publish("plugins/archetypes", "coremill-archetypes");
    publish("api", "coremill-api");
    publish("core", "coremill-core");
    publish("plugins/test-kit", "plugin-test-kit");
    publish("plugins/archetypes/algorithm", "coremill-algorithm-archetype");
    publish("plugins/archetypes/hardware-target", "coremill-hardware-target-archetype");
    publish("plugins/archetypes/metric", "coremill-metric-archetype");
  }

  /** Puts a module where {@code install} would. */
  private static void publish(String module, String artifact) throws IOException {
    Path place =
        Files.createDirectories(
            repository.resolve("dev/coremill").resolve(artifact).resolve(VERSION));
    String name = artifact + "-" + VERSION;
    Files.copy(Launcher.root().resolve(module).resolve("pom.xml"), place.resolve(name + ".pom"));
    Path jar = archive(module, artifact);
    if (Files.exists(jar)) {
      Files.copy(jar, place.resolve(name + ".jar"));
    }
  }

  private static Path archive(String module, String artifact) {
    return Launcher.root().resolve(module).resolve("target/" + artifact + "-" + VERSION + ".jar");
  }

  private static Path executable() {
    String name = File.separatorChar == '\\' ? "bin/mvn.cmd" : "bin/mvn";
    return Path.of(System.getProperty("maven.home", "none"), name);
  }

  @Test
  void anAlgorithmIsGeneratedTestedPackedInstalledUsedAndRemoved() throws Exception {
    Path project = generate("algorithm", "search");
    maven(project, "package");

    assertThat(project.resolve("target/surefire-reports"))
        .isDirectoryContaining(file -> file.toString().endsWith("ScaleSearchTest.txt"));
    coremill.run("plugins", "verify", "search/target/search-1.0.0.jar").succeeded();
    coremill.run("plugins", "install", "search/target/search-1.0.0.jar").succeeded();
    assertThat(coremill.run("plugins", "info", "scale_search").succeeded().output())
        .contains("candidates", "How many scales are tried.", "1 to 1000", "default 20");
    coremill
        .run(
            "compress",
            "examples/digits-cnn.mlpackage",
            "out.mlpackage",
            "--use",
            "scale_search",
            "--set",
            "candidates=5")
        .succeeded();
    assertThat(coremill.run("inspect", "out.mlpackage").succeeded().output()).contains("int8");
    coremill.run("plugins", "remove", "org.example.search").succeeded();
    assertThat(coremill.run("plugins").succeeded().output()).doesNotContain("scale_search");
  }

  @Test
  void theWorkedExampleOfTheDocumentationIsTheStarterProject() throws IOException {
    String page = Files.readString(Launcher.root().resolve("distribution/docs/plugins.md"));
    String resources = "plugins/archetypes/%s/src/main/resources/archetype-resources/";
    String algorithm =
        Files.readString(
                Launcher.root()
                    .resolve(resources.formatted("algorithm") + "src/main/java/ScaleSearch.java"))
            .replace("${package}", "org.example.search");
    String target =
        Files.readString(
                Launcher.root()
                    .resolve(
                        resources.formatted("hardware-target")
                            + "src/main/resources/targets/devices.target.yaml"))
            .replace("${provider}", "Example Org");

    assertThat(page).contains("```java\n" + algorithm + "```");
    assertThat(page).contains("```yaml\n" + target + "```");
  }

  @Test
  void aMetricAndTargetsInYamlArePackedInstalledAndRemoved() throws Exception {
    Path metric = generate("metric", "largest");
    maven(metric, "package");
    Path targets = generate("hardware-target", "devices");
    maven(targets, "package", "-Dmaven.test.skip=true");

    coremill.run("plugins", "install", "largest/target/largest-1.0.0.jar").succeeded();
    coremill.run("plugins", "install", "devices/target/devices-1.0.0.jar").succeeded();
    assertThat(coremill.run("plugins", "info", "org.example.largest").succeeded().output())
        .containsPattern("Metric +org\\.example\\.largest\\.LargestError");
    assertThat(coremill.run("plugins", "info", "org.example.devices").succeeded().output())
        .containsPattern("targets +targets/devices\\.target\\.yaml");
    coremill.run("plugins", "remove", "org.example.largest").succeeded();
    coremill.run("plugins", "remove", "org.example.devices").succeeded();
  }

  private static Path generate(String kind, String artifact) throws Exception {
    maven(
        folder,
        "org.apache.maven.plugins:maven-archetype-plugin:3.4.1:generate",
        "-DarchetypeCatalog=local",
        "-DarchetypeGroupId=dev.coremill",
        "-DarchetypeArtifactId=coremill-" + kind + "-archetype",
        "-DarchetypeVersion=" + VERSION,
        "-DgroupId=org.example",
        "-DartifactId=" + artifact,
        "-Dpackage=org.example." + artifact);
    return folder.resolve(artifact);
  }

  private static void maven(Path where, String... goals) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(executable().toString());
    command.addAll(
        List.of(
            "-o",
            "-q",
            "-B",
            "-Dmaven.repo.local=" + repository,
            "-Dmaven.repo.local.tail=" + System.getProperty("coremill.repository")));
    command.addAll(List.of(goals));
    Path output = Files.createTempFile(folder, "maven", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(where.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("MAVEN_OPTS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1");
    Process process = builder.start();
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
    try (Stream<String> lines = Files.lines(output)) {
      assertThat(process.exitValue())
          .as(String.join("\n", command) + "\n" + String.join("\n", lines.toList()))
          .isZero();
    }
  }
}
