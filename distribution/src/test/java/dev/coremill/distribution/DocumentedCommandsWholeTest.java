package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command that the README and the documentation show does what it says: it runs. */
class DocumentedCommandsWholeTest {
  private static final String PROMPT = "./coremill ";

  @TempDir Path folder;

  @Test
  void everyDocumentedCommandSucceeds() throws Exception {
    Launcher coremill = new Launcher(folder);
    coremill.prepare();
    // The documentation speaks from the root of a checkout.
    Files.createDirectories(folder.resolve("distribution"));
    Files.move(folder.resolve("examples"), folder.resolve("distribution/examples"));
    List<String> commands = commands();

    assertThat(commands).contains("run distribution/examples/quickstart.yaml");
    for (String command : commands) {
      Launcher.Result result = coremill.run(command.split(" "));
      assertThat(result.exitCode()).as("%s%n%s", command, result.errors()).isZero();
    }
  }

  /** Each example is a command of its own, whether a page shows it or not. */
  @Test
  void everyExampleCanBePlanned() throws Exception {
    Launcher coremill = new Launcher(folder);
    try (Stream<Path> files = Files.list(folder.resolve("examples"))) {
      for (Path example : files.filter(file -> file.toString().endsWith(".yaml")).toList()) {
        Launcher.Result result = coremill.run("plan", example.toString());
        assertThat(result.exitCode()).as("%s%n%s", example, result.errors()).isZero();
      }
    }
  }

  private static List<String> commands() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(Launcher.root().resolve("README.md")));
    try (Stream<Path> files = Files.walk(Launcher.root().resolve("distribution/docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    List<String> commands = new ArrayList<>();
    for (Path page : pages) {
      for (String line : Files.readAllLines(page)) {
        String text = line.strip();
        if (text.startsWith(PROMPT)) {
          int comment = text.indexOf(" #");
          commands.add(
              text.substring(PROMPT.length(), comment < 0 ? text.length() : comment).strip());
        }
      }
    }
    return commands;
  }
}
