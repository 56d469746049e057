package dev.coremill.plugins.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Packages with samples and the outputs of what they were converted from: the folder {@code models}
 * of {@code -Dcoremill.fixtures=FOLDER}. Its {@code models.json} says how far an independent
 * evaluation of each package is from those outputs.
 */
final class FixtureModels {
  private static final String SAMPLES = ".io.npz";

  private final Path folder;
  private final JsonNode rows;

  private FixtureModels(Path folder, JsonNode rows) {
    this.folder = folder;
    this.rows = rows;
  }

  /** Whether a folder is given. */
  static boolean areThere() {
    return !System.getProperty("coremill.fixtures", "").isEmpty();
  }

  static FixtureModels open() throws IOException {
    Path folder = Path.of(System.getProperty("coremill.fixtures", ""), "models");
    JsonNode rows = new JsonMapper().readTree(Files.readString(folder.resolve("models.json")));
    return new FixtureModels(folder, rows.isArray() ? rows : rows.get("models"));
  }

  /** The names of all packages that have samples, sorted. */
  List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(SAMPLES)) {
          names.add(name.substring(0, name.length() - SAMPLES.length()));
        }
      }
    }
    assertThat(names).isNotEmpty();
    return names;
  }

  Path packageOf(String name) {
    return folder.resolve(name + ".mlpackage");
  }

  Path samplesOf(String name) {
    return folder.resolve(name + SAMPLES);
  }

  /** The names of a model's functions; one empty name for a model without a choice of them. */
  List<String> functions(String name) {
    JsonNode functions = row(name).get("functions");
    return functions == null ? List.of("") : List.copyOf(functions.propertyNames());
  }

  /**
   * The largest difference of an output that is known of a model.
   *
   * @param mode {@code float32} or {@code float16}
   * @return NaN where nothing is known
   */
  double known(String name, String mode, String function, String output) {
    JsonNode figures = row(name).get("packageVsTorch");
    if (figures == null) {
      // A pipeline is another model cut in two.
      String whole = name.endsWith("classifier") ? "digits-classifier" : "digits-cnn";
      return known(whole, mode, function, output);
    }
    if (!function.isEmpty()) {
      JsonNode figure = figures.get(function).get(output);
      return mode.equals("float32") ? figure.get("maxAbsDiff").asDouble() : Double.NaN;
    }
    return figures.get(mode).get(output).get("maxAbsDiff").asDouble();
  }

  private JsonNode row(String name) {
    for (JsonNode row : rows) {
      if (row.get("name").asString().equals(name)) {
        return row;
      }
    }
    throw new AssertionError("models.json has no " + name);
  }
}
