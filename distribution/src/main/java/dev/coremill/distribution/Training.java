package dev.coremill.distribution;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs the usual commands once, so that the virtual machine can learn for its start-up cache which
 * classes they need and where they spend their time. The launcher calls it once for each build.
 */
final class Training {
  private Training() {}

  /** Runs the commands on the example that is shipped; prints and keeps nothing. */
  static void run() {
    Path model = Path.of(System.getProperty("coremill.home", ""), "examples/digits-cnn.mlpackage");
    if (!Files.isDirectory(model)) {
      return;
    }
    try {
      Path folder = Files.createTempDirectory("coremill-training");
      try {
        commands(model, folder);
      } finally {
        delete(folder);
      }
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private static void commands(Path model, Path folder) throws IOException {
    PrintStream nowhere =
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    Dispatcher dispatcher =
        new Dispatcher(new Terminal(OutputStream.nullOutputStream(), nowhere, false));
    String in = model.toString();
    String out = folder.resolve("out.mlpackage").toString();
    Path pipeline = folder.resolve("pipeline.yaml");
    Files.writeString(
        pipeline,
        """
        coremill: 1
        model: %s
        output: %s
        deployment: {minimum_os: iOS18}
        stages:
          - use: quantize
            config: {dtype: int8}
            overrides:
              - {op_types: [linear], config: {dtype: int4, granularity: per_block}}
        on_indivisible: skip
        """
            .formatted(quoted(in), quoted(out)));
    List<String[]> lines =
        List.of(
            new String[] {"--help"},
            new String[] {"run", pipeline.toString()},
            new String[] {"run", pipeline.toString(), "--json", "--report", out + ".html"},
            new String[] {"plan", pipeline.toString()},
            new String[] {"inspect", in},
            new String[] {"inspect", in, "--json"},
            new String[] {"diff", in, out},
            new String[] {"decompress", out, folder.resolve("dense.mlpackage").toString()},
            new String[] {"compress", in, out, "--use", "palettize", "--set", "nbits=4"},
            new String[] {"compress", in, out, "--use", "prune", "--set", "target_sparsity=0.5"},
            new String[] {"check", in, "--target", "iphone-15-pro"},
            new String[] {"plugins"},
            new String[] {"targets"},
            new String[] {"inspect", folder.resolve("missing.mlpackage").toString()});
    for (String[] line : lines) {
      int _ = dispatcher.run(line);
    }
  }

  /** A text as YAML has it, whatever a path holds. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
