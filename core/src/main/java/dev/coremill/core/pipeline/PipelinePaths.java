package dev.coremill.core.pipeline;

import dev.coremill.core.config.Binder;
import dev.coremill.core.yaml.Node;
import dev.coremill.core.yaml.Position;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The paths of a pipeline. Relative ones are taken from one folder: the pipeline file's, or the
 * current directory where the model is there and not beside the file.
 */
record PipelinePaths(Path model, Path output, Optional<Path> report) {
  /** Resolves the paths; null where one is none, which is reported then. */
  static @Nullable PipelinePaths resolve(
      PipelineSection section, Node root, Path folder, Binder binder) {
    Path model = path("model", section.model(), root, binder);
    Path output = path("output", section.output(), root, binder);
    Optional<Path> report = Optional.empty();
    if (section.report().isPresent()) {
      Path given = path("report", section.report().get(), root, binder);
      if (given == null) {
        return null;
      }
      report = Optional.of(given);
    }
    if (model == null || output == null) {
      return null;
    }
    Path base = folder;
    Path current = Path.of("").toAbsolutePath();
    if (!Files.exists(folder.resolve(model)) && Files.exists(current.resolve(model))) {
      base = current;
    }
    Path from = base;
    return new PipelinePaths(
        from.resolve(model).normalize(),
        from.resolve(output).normalize(),
        report.map(file -> from.resolve(file).normalize()));
  }

  private static @Nullable Path path(String key, String text, Node root, Binder binder) {
    Node node = root instanceof Node.Mapping mapping ? mapping.get(key) : null;
    Position position = node == null ? root.position() : node.position();
    if (text.isBlank()) {
      binder.report(position, key + ": expected a path, found nothing", "");
      return null;
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException invalid) {
      binder.report(position, key + ": no path: " + invalid.getReason(), "");
      return null;
    }
  }
}
