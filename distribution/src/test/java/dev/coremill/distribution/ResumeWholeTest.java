package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept from run to run, through the launcher. */
class ResumeWholeTest {
  @TempDir Path folder;
  private Launcher coremill;

  @BeforeEach
  void prepare() throws IOException, InterruptedException {
    coremill = new Launcher(folder);
    coremill.prepare();
  }

  @Test
  void aKilledRunContinuesToTheSameBytes() throws Exception {
    Process killed = coremill.start(compress("out.mlpackage", "--threads", "1"));
    while (entries() == 0 && killed.isAlive()) {
      Thread.sleep(1);
    }
    killed.destroyForcibly();
    assertThat(killed.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(entries()).isPositive();

    String continued = coremill.run(compress("out.mlpackage")).succeeded().output();
    coremill.run(compress("whole.mlpackage", "--no-cache")).succeeded();

    assertThat(continued).contains(" weights came from the cache");
    assertThat(contents("out.mlpackage"))
        .usingRecursiveComparison()
        .isEqualTo(contents("whole.mlpackage"));
  }

  @Test
  void theCacheIsLeftAloneWhereItIsNotWanted() throws Exception {
    coremill.run(compress("out.mlpackage", "--no-cache")).succeeded();
    coremill.run("compress", "examples/digits-cnn.mlpackage", "o", "--use", "quantize");

    assertThat(folder.resolve("cache")).doesNotExist();
  }

  @Test
  void aCacheSizeThatIsNoneIsRefused() throws Exception {
    Launcher.Result result = coremill.run(compress("out.mlpackage", "--cache-size", "lots"));

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.errors()).contains("--cache-size lots: not a size");
  }

  private static String[] compress(String output, String... more) {
    return Stream.concat(
            Stream.of(
                "compress",
                "examples/digits-cnn.mlpackage",
                output,
                "--quiet",
                "--use",
                "palettize",
                "--set",
                "nbits=6",
                "--set",
                "granularity=per_grouped_channel",
                "--set",
                "group_size=1",
                "--minimum-os",
                "iOS18"),
            Stream.of(more))
        .toArray(String[]::new);
  }

  private long entries() throws IOException {
    Path cache = folder.resolve("cache");
    if (!Files.exists(cache)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(cache)) {
      return files.filter(file -> file.toString().endsWith(".result")).count();
    }
  }

  private Map<String, byte[]> contents(String name) throws IOException {
    Map<String, byte[]> contents = new TreeMap<>();
    Path root = folder.resolve(name);
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(root.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return contents;
  }
}
