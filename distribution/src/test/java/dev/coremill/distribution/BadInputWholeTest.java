package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hostile and unlucky input: one line, an exit code, and an older output left as it was. */
class BadInputWholeTest {
  private static final Path EXAMPLE = Path.of("examples/digits-cnn.mlpackage");
  private static final Path MODEL = Path.of("Data/com.apple.CoreML/model.mlmodel");
  private static final Path WEIGHTS = Path.of("Data/com.apple.CoreML/weights/weight.bin");

  @TempDir static Path folder;
  private static Launcher coremill;
  private static Map<String, String> older;

  @BeforeAll
  static void prepare() throws IOException, InterruptedException {
    coremill = new Launcher(folder);
    coremill.prepare();
    copy(folder.resolve(EXAMPLE), folder.resolve("out.mlpackage"));
    Files.writeString(folder.resolve("out.mlpackage/older"), "older");
    Files.writeString(folder.resolve("file"), "a file");
    older = contents(folder);
  }

  @Test
  void aModelFileThatIsCutOff() throws Exception {
    Path damaged = copy(folder.resolve(EXAMPLE), folder.resolve("model.mlpackage"));
    cut(damaged.resolve(MODEL), 1000);

    refuses(2, "model.mlmodel: is no sound model file: it is cut off", compress("model.mlpackage"));
    refuses(2, "is no sound model file", "inspect", "model.mlpackage");
    delete(damaged);
  }

  @Test
  void aBlobFileThatIsCutOff() throws Exception {
    Path damaged = copy(folder.resolve(EXAMPLE), folder.resolve("blob.mlpackage"));
    cut(damaged.resolve(WEIGHTS), 200);

    refuses(2, "the file has 72 there", "decompress", "blob.mlpackage", "out.mlpackage");
    refuses(2, "the file has 72 there", "diff", "blob.mlpackage", EXAMPLE.toString());
    delete(damaged);
  }

  @Test
  void aSystemThatIsNotKnown() throws Exception {
    refuses(
        2,
        "iOS99 is newer than every system that this version of Coremill knows",
        with(compress(EXAMPLE.toString()), "--minimum-os", "iOS99"));
  }

  @Test
  void aReportThatCannotBeWrittenStopsBeforeAnyWork() throws Exception {
    refuses(
        1,
        "file is no folder; name a file in a folder",
        with(compress(EXAMPLE.toString()), "--report", "file/report.html"));
    refuses(
        2,
        "the report lies inside a package",
        with(compress(EXAMPLE.toString()), "--report", "out.mlpackage/report.html"));
  }

  @Test
  void anOutputBelowAFile() throws Exception {
    refuses(
        1,
        "a file stands where a folder must be",
        "compress",
        EXAMPLE.toString(),
        "file/new.mlpackage",
        "--use",
        "quantize");
  }

  @Test
  void stagesThatAreAWord() throws Exception {
    Path file =
        coremill.file(
            "word.yaml",
            "coremill: 1\nmodel: " + EXAMPLE + "\noutput: out.mlpackage\nstages: quantize\n");

    refuses(2, "word.yaml:4:9: stages: expected a list, found \"quantize\"", "run", "word.yaml");
    Files.delete(file);
  }

  @Test
  void aFullDisk() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    boolean mounted = succeeds("mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", disk.toString());
    try {
      assumeThat(mounted).as("a small file system can be mounted").isTrue();
      refuses(
          1,
          "No space left on device; free some space",
          "decompress",
          EXAMPLE.toString(),
          "disk/new.mlpackage");
      assertThat(disk).isEmptyDirectory();
    } finally {
      if (mounted) {
        assertThat(succeeds("umount", disk.toString())).isTrue();
      }
      Files.delete(disk);
    }
  }

  @Test
  void standardOutputThatTakesNothing() throws Exception {
    Path full = Path.of("/dev/full");
    assumeThat(full).exists();
    String launcher = Path.of(System.getProperty("coremill.folder"), "bin/coremill").toString();
    Path errors = Files.createTempFile("errors", ".txt");
    Process process =
        new ProcessBuilder(launcher, "inspect", EXAMPLE.toString(), "--json")
            .directory(folder.toFile())
            .redirectOutput(full.toFile())
            .redirectError(errors.toFile())
            .start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();

    assertThat(Files.readString(errors))
        .hasLineCount(1)
        .startsWith("error: standard output cannot be written: ");
    assertThat(process.exitValue()).isEqualTo(1);
    Files.delete(errors);
  }

  private static void refuses(int exitCode, String words, String... arguments) throws Exception {
    Map<String, String> before = contents(folder);

    Launcher.Result result = coremill.run(arguments);

    assertThat(result.errors()).hasLineCount(1).startsWith("error: ").contains(words);
    assertThat(result.output()).isEmpty();
    assertThat(result.exitCode()).isEqualTo(exitCode);
    assertThat(contents(folder)).isEqualTo(before).containsAllEntriesOf(older);
  }

  private static String[] compress(String input) {
    return new String[] {"compress", input, "out.mlpackage", "--use", "quantize"};
  }

  private static String[] with(String[] arguments, String... more) {
    String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return all;
  }

  private static boolean succeeds(String... command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    } catch (IOException noSuchProgram) {
      return false;
    }
  }

  private static void cut(Path file, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      assertThat(channel.truncate(size).size()).isEqualTo(size);
    }
  }

  private static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
    return to;
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  private static Map<String, String> contents(Path root) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        contents.put(
            root.relativize(file).toString(),
            Files.isDirectory(file)
                ? "a folder"
                : Integer.toString(Arrays.hashCode(Files.readAllBytes(file))));
      }
    }
    return contents;
  }
}
