package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From an empty folder to a plugin in use: a starter project is generated with the command of the
 * documentation, and then every command of its README is run: it tests itself with the kit, is
 * packed, installed, used and removed, with what {@code mvnw install} puts into the local
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
    Map<String, String> said = follow(project);

    assertThat(project.resolve("target/surefire-reports/org.example.search.ScaleSearchTest.txt"))
        .content()
        .contains("Failures: 0, Errors: 0, Skipped: 0");
    assertThat(said.get("coremill plugins verify target/search-1.0.0.jar"))
        .startsWith("org.example.search 1.0.0 by Example Org can be installed; SHA-256 ");
    assertThat(said.get("coremill plugins info scale_search"))
        .contains("candidates", "How many scales are tried.", "1 to 1000", "default 20");
    assertThat(said.get("coremill run pipeline.yaml")).contains("scale_search");
    for (String output : List.of("smaller.mlpackage", "build/smaller.mlpackage")) {
      assertThat(coremill.in(project).run("inspect", output).succeeded().output()).contains("int8");
    }
    assertThat(coremill.run("plugins").succeeded().output()).doesNotContain("scale_search");
  }

  @Test
  void targetsInYamlAreGeneratedTestedPackedInstalledUsedAndRemoved() throws Exception {
    Path project = generate("hardware-target", "devices");
    Map<String, String> said = follow(project);

    assertThat(project.resolve("target/surefire-reports/org.example.devices.DevicesTest.txt"))
        .content()
        .contains("Failures: 0, Errors: 0, Skipped: 0");
    assertThat(said.get("coremill targets example-board"))
        .contains("memory_bandwidth_gbs: 60  [published: data sheet]");
    assertThat(said.get("coremill check model.mlpackage --target example-board"))
        .contains("Example Board (example-board)", "the NPU multiplies matrices only");
    assertThat(said.get("coremill estimate model.mlpackage --target example-board"))
        .containsPattern("Latency +[0-9.]+ ms");
    assertThat(said.get("coremill run pipeline.yaml")).contains("example-board");
    assertThat(project.resolve("build/smaller.mlpackage")).isDirectory();
    assertThat(coremill.run("targets").succeeded().output()).doesNotContain("example-board");
  }

  @Test
  void aMetricIsGeneratedTestedPackedInstalledUsedAndRemoved() throws Exception {
    Path project = generate("metric", "largest");
    Map<String, String> said = follow(project);

    assertThat(project.resolve("target/surefire-reports/org.example.largest.LargestErrorTest.txt"))
        .content()
        .contains("Failures: 0, Errors: 0, Skipped: 0");
    assertThat(
            said.get(
                "coremill evaluate smaller.mlpackage --data samples.npz --reference model.mlpackage"
                    + " --metric maxerror --max maxerror=1"))
        .containsPattern("maxerror +logits +outputs +[0-9.]+ +at most 1\\.0: kept");
    assertThat(said.get("coremill run pipeline.yaml"))
        .containsPattern("maxerror +logits +outputs +[0-9.]+ +at most 1\\.0: kept");
    assertThat(coremill.run("plugins").succeeded().output()).doesNotContain("org.example.largest");
  }

  /** Does what the documentation says, in an empty folder. */
  private static Path generate(String kind, String artifact) throws Exception {
    String page = Files.readString(Launcher.root().resolve("distribution/docs/plugins.md"));
    List<String> commands =
        page.lines()
            .filter(line -> line.startsWith("mvn ") && line.contains("-" + kind + "-archetype"))
            .toList();
    assertThat(commands).hasSize(1);
    maven(folder, commands.getFirst());
    Path project = folder.resolve(artifact);
    Launcher.copy(
        folder.resolve("examples/digits-cnn.mlpackage"), project.resolve("model.mlpackage"));
    Files.copy(folder.resolve("examples/digits.npz"), project.resolve("samples.npz"));
    return project;
  }

  /** Runs every command that the README of a project shows; returns what each one printed. */
  private static Map<String, String> follow(Path project) throws Exception {
    Map<String, String> said = new LinkedHashMap<>();
    for (String line : Files.readAllLines(project.resolve("README.md"))) {
      if (line.startsWith("    ")) {
        String command = line.strip();
        if (command.startsWith("mvn ")) {
          maven(project, command);
        } else {
          assertThat(command).startsWith("coremill ");
          String[] arguments = command.substring("coremill ".length()).split(" ");
          said.put(command, coremill.in(project).run(arguments).succeeded().output());
        }
      }
    }
    assertThat(said).isNotEmpty();
    return said;
  }

  /** Runs a documented command; that it works offline, with a repository of its own, is ours. */
  private static void maven(Path where, String documented) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(executable().toString());
    command.addAll(
        List.of(
            "-o",
            "-q",
            "-Dmaven.repo.local=" + repository,
            "-Dmaven.repo.local.tail=" + System.getProperty("coremill.repository")));
    command.addAll(List.of(documented.split(" ")).subList(1, documented.split(" ").length));
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
