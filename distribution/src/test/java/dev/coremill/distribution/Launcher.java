package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs whole commands through the launcher of the assembled folder, in a folder of their own. */
final class Launcher {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern PROGRESS = Pattern.compile("(?m)^\\[[#-]+] .*\\R");

  private final Path folder;
  private final Path home;

  /** Commands in a folder, where {@code examples} is a copy of the examples. */
  Launcher(Path folder) throws IOException {
    this(folder, folder);
    copy(ROOT.resolve("distribution/examples"), folder.resolve("examples"));
  }

  private Launcher(Path folder, Path home) {
    this.folder = folder;
    this.home = home;
  }

  /** The same user in another folder. */
  Launcher in(Path other) {
    return new Launcher(other, home);
  }

  /**
   * What a command did.
   *
   * @param exitCode its exit code
   * @param output what it printed on standard output
   * @param errors what it printed on standard error, but for its progress, which a slow machine
   *     sees more of
   */
  record Result(int exitCode, String output, String errors) {
    /** The same, which must have succeeded in silence. */
    Result succeeded() {
      assertThat(errors).isEmpty();
      assertThat(exitCode).isZero();
      return this;
    }
  }

  Result run(String... arguments) throws IOException, InterruptedException {
    return run(Map.of(), arguments);
  }

  /** Runs a command with more variables in its environment. */
  Result run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return run(executable(), environment, arguments);
  }

  /** Runs a command of another installation. */
  Result runAs(Path executable, String... arguments) throws IOException, InterruptedException {
    return run(executable.toString(), Map.of(), arguments);
  }

  private Result run(String executable, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(executable);
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(folder, "output", ".txt");
    Path errors = Files.createTempFile(folder, "errors", ".txt");
    Process process = start(command, environment, output, errors);
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    Result result =
        new Result(
            process.exitValue(),
            Files.readString(output),
            PROGRESS.matcher(Files.readString(errors)).replaceAll(""));
    Files.delete(output);
    Files.delete(errors);
    return result;
  }

  /** Starts a command and does not wait for it; what it prints is lost. */
  Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(executable()));
    command.addAll(List.of(arguments));
    Path nowhere = folder.resolve("lost.txt");
    return start(command, Map.of(), nowhere, nowhere);
  }

  private Process start(
      List<String> command, Map<String, String> environment, Path output, Path errors)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("COREMILL_CACHE", home.resolve("cache").toString());
    builder.environment().put("COREMILL_PLUGINS", home.resolve("user-plugins").toString());
    return builder.start();
  }

  private static String executable() {
    return Path.of(System.getProperty("coremill.folder"), "bin/coremill").toString();
  }

  /** Lets the launcher prepare its start-up cache, which it says on standard error. */
  void prepare() throws IOException, InterruptedException {
    assertThat(run("--version").exitCode()).isZero();
  }

  Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  Path folder() {
    return folder;
  }

  static Path root() {
    return ROOT;
  }

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path relative = from.relativize(file);
        if (!relative.startsWith("build")) {
          Path copied = to.resolve(relative);
          Files.createDirectories(copied.getParent());
          Files.copy(file, copied);
        }
      }
    }
  }
}
