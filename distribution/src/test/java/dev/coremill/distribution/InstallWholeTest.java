package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin is installed, used and removed by commands alone. */
class InstallWholeTest {
  private static final String STEP = "org.example.step.StepAlgorithm";

  @TempDir static Path folder;
  private static Launcher coremill;

  @BeforeAll
  static void prepare() throws IOException, InterruptedException {
    coremill = new Launcher(folder);
    coremill.prepare();
    String source =
        Files.readString(
            Launcher.root().resolve("distribution/src/test/resources/outside/StepAlgorithm.java"));
    Path classes = new PluginWorkshop(folder).compile(List.of(), Map.of(STEP, source));
    PluginWorkshop.pack(
        folder.resolve("step.jar"),
        PluginWorkshop.manifest("org.example.step", "3.1.0", ">=0.1.0"),
        classes,
        "org/example/step",
        PluginWorkshop.algorithm(STEP));
    coremill.file(
        "step.yaml",
        """
        coremill: 1
        model: examples/digits-cnn.mlpackage
        output: step.mlpackage
        stages: [{use: step, config: {step_size: 0.01}}]
        """);
  }

  @Test
  void theUsersPluginIsUsedUntilItIsRemoved() throws Exception {
    String verified = coremill.run("plugins", "verify", "step.jar").succeeded().output();
    String digest = verified.substring(verified.indexOf("SHA-256 ") + 8).strip();

    assertThat(verified)
        .startsWith("org.example.step 3.1.0 by Example Org can be installed; SHA-256 ");
    assertThat(
            coremill.run("plugins", "install", "step.jar", "--sha256", "00" + digest.substring(2)))
        .satisfies(result -> assertThat(result.errors()).contains("was expected; do not use"))
        .satisfies(result -> assertThat(result.exitCode()).isEqualTo(2));
    assertThat(
            coremill.run("plugins", "install", "step.jar", "--sha256", digest).succeeded().output())
        .startsWith("installed org.example.step 3.1.0 in ");
    assertThat(coremill.run("plugins", "info", "org.example.step").succeeded().output())
        .contains("org.example.step 3.1.0", "Example Org", "Apache-2.0", ">=0.1.0")
        .contains("WeightAlgorithm", STEP, "step: Stores weights as multiples of a step.");
    coremill.run("run", "step.yaml").succeeded();
    assertThat(coremill.run("plugins", "verify").succeeded().output())
        .startsWith("1 installed plugin is as installed");

    Path installed = folder.resolve("user-plugins/org.example.step.jar");
    byte[] bytes = Files.readAllBytes(installed);
    bytes[bytes.length / 2]++;
    Files.write(installed, bytes);
    Launcher.Result changed = coremill.run("run", "step.yaml");
    assertThat(changed.errors()).contains("has changed since it was installed");
    assertThat(changed.exitCode()).isEqualTo(2);

    coremill.run("plugins", "remove", "org.example.step").succeeded();
    assertThat(coremill.run("run", "step.yaml").errors()).contains("there is no algorithm 'step'");
  }

  /** What lies in a folder that was copied from somewhere is not run for that. */
  @Test
  void aProjectsPluginIsLoadedOnlyWhereTheUserInstalledIt() throws Exception {
    Path project = Files.createDirectories(folder.resolve(".coremill/plugins"));
    Path planted = Files.copy(folder.resolve("step.jar"), project.resolve("planted.jar"));

    Launcher.Result refused = coremill.run("plugins");
    Files.delete(planted);

    assertThat(refused.errors())
        .startsWith("error: ")
        .contains("planted.jar: this plugin was not installed by you, and is not loaded");
    assertThat(refused.exitCode()).isEqualTo(2);
    coremill.run("plugins", "install", "step.jar", "--project").succeeded();
    assertThat(coremill.run("plugins").succeeded().output()).contains("org.example.step");
    coremill.run("plugins", "remove", "org.example.step", "--project").succeeded();
  }

  /** Each with one line, which the documentation lists, and nothing is installed. */
  @Test
  void whatDoesNotFitIsRefused() throws Exception {
    PluginJar.of(STEP, "org.example.future").requiring(">=9.0.0").build(folder);
    PluginJar.of(STEP, "org.example.newer")
        .with(bytes -> {
          bytes[7] = (byte) 70; // the major version of the class file format
          return bytes;
        })
        .build(folder);
    KeyPairGenerator keys = KeyPairGenerator.getInstance("Ed25519");
    KeyPair own = keys.generateKeyPair();
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(own.getPrivate());
    signature.update(Files.readAllBytes(folder.resolve("step.jar")));
    Files.write(folder.resolve("step.sig"), signature.sign());
    key("provider.pem", own);
    key("other.pem", keys.generateKeyPair());
    coremill
        .run(
            "plugins",
            "install",
            "step.jar",
            "--signature",
            "step.sig",
            "--public-key",
            "provider.pem")
        .succeeded();
    String page = Files.readString(Launcher.root().resolve("distribution/docs/troubleshooting.md"));

    refused(page, "the plugin org.example.future needs Coremill", "org.example.future.jar");
    refused(page, "it was built for Java 26, and this is Java 25", "org.example.newer.jar");
    refused(page, "the plugin org.example.step is installed already", "step.jar");
    refused(page, "its SHA-256 is ", "step.jar", "--replace", "--sha256", "0".repeat(64));
    refused(
        page,
        "the signature step.sig is not that of this file and of the key other.pem",
        "step.jar",
        "--replace",
        "--signature",
        "step.sig",
        "--public-key",
        "other.pem");
    coremill.run("plugins", "remove", "org.example.step").succeeded();
    assertThat(coremill.run("plugins", "verify").succeeded().output())
        .startsWith("0 installed plugins are as installed");
  }

  private static void key(String name, KeyPair pair) throws IOException {
    coremill.file(
        name,
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
            + "\n-----END PUBLIC KEY-----\n");
  }

  private static void refused(String page, String message, String file, String... options)
      throws Exception {
    List<String> command = new ArrayList<>(List.of("plugins", "install", file));
    command.addAll(List.of(options));
    Launcher.Result result = coremill.run(command.toArray(String[]::new));

    assertThat(page).contains("`" + file + ": ").contains(message);
    assertThat(result.errors())
        .hasLineCount(1)
        .startsWith("error: " + file + ": ")
        .contains(message);
    assertThat(result.exitCode()).isEqualTo(2);
  }

  @Test
  void theReferencePageIsCurrent() throws Exception {
    assertThat(coremill.run("plugins", "reference").succeeded().output())
        .as("write it again: ./coremill plugins reference > distribution/docs/algorithms.md")
        .isEqualTo(Files.readString(Launcher.root().resolve("distribution/docs/algorithms.md")));
  }
}
