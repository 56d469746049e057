package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Packages that another tool compressed give what their decompressed twins give: {@code
 * -Dcoremill.fixtures=FOLDER}, a folder with {@code golden/NAME/compressed.mlpackage}. The twin is
 * {@code decompressed.mlpackage}, as that tool wrote it; where there is none, {@code decompress}
 * makes it. The figures are written to {@code target/golden.txt}.
 */
class FixturesGoldenWholeTest {
  private static final Pattern LARGEST =
      Pattern.compile("\"maximum_absolute_error\" : ([0-9.E-]+)");

  @TempDir Path folder;

  @Test
  void compressedPackagesGiveWhatTheirTwinsGive() throws Exception {
    String fixtures = System.getProperty("coremill.fixtures", "");
    assumeTrue(!fixtures.isEmpty(), "SKIPPED: no packages given with -Dcoremill.fixtures=FOLDER");
    Launcher coremill = new Launcher(folder);
    coremill.prepare();
    Path models = Path.of(fixtures, "models");
    List<Path> cases = cases(Path.of(fixtures, "golden"));
    assertThat(cases).isNotEmpty();
    for (Path each : cases) {
      String name = each.getFileName().toString();
      Path twin = each.resolve("decompressed.mlpackage");
      String origin = "as that tool wrote it";
      if (!Files.exists(twin)) {
        twin = folder.resolve(name + ".mlpackage");
        origin = "by decompress";
        coremill
            .run(
                "decompress",
                each.resolve("compressed.mlpackage").toString(),
                twin.toString(),
                "--quiet")
            .succeeded();
      }
      Path data = models.resolve((name.startsWith("gpt") ? "tinygpt" : "digits-cnn") + ".io.npz");
      Launcher.Result result =
          coremill.run(
              "compare",
              twin.toString(),
              each.resolve("compressed.mlpackage").toString(),
              "--data",
              data.toString(),
              "--json",
              "--quiet");
      assertThat(result.exitCode()).as("%s%n%s", name, result.errors()).isZero();
      Matcher largest = LARGEST.matcher(result.output());
      assertThat(largest.find()).as("%s%n%s", name, result.output()).isTrue();
      double difference = Double.parseDouble(largest.group(1));
      FixtureFigures.note("golden", name, difference, "twin " + origin);
      assertThat(difference).as(name).isZero();
    }
  }

  private static List<Path> cases(Path golden) throws IOException {
    try (Stream<Path> folders = Files.list(golden)) {
      return folders
          .filter(each -> Files.exists(each.resolve("compressed.mlpackage")))
          .sorted()
          .toList();
    }
  }
}
