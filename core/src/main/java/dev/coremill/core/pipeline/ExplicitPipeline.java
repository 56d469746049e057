package dev.coremill.core.pipeline;

import dev.coremill.core.yaml.Node;
import dev.coremill.core.yaml.NodeText;
import dev.coremill.core.yaml.Position;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes down what budgets chose, as stages without budgets and as pipeline files. */
public final class ExplicitPipeline {
  private static final Position PLACE = Position.argument("a budget");
  private static final List<String> BUDGET_KEYS =
      List.of("bits_per_weight", "max_bytes", "candidates");

  private ExplicitPipeline() {}

  /**
   * The tree of a pipeline with overrides in place of the budget of a stage.
   *
   * @param number the number of the stage
   * @param chosen for each weight that the budget decided about, the candidate; empty where it
   *     stays as it is
   */
  public static Node withChoice(
      Node root, int number, Map<String, Optional<Budget.Candidate>> chosen) {
    if (!(root instanceof Node.Mapping whole)) {
      return root;
    }
    List<Node> stages = new ArrayList<>(list(whole.get("stages")));
    if (stages.get(number) instanceof Node.Mapping stage) {
      stages.set(number, explicit(stage, chosen));
    }
    return with(whole, "stages", new Node.Sequence(PLACE, stages));
  }

  private static Node explicit(Node.Mapping stage, Map<String, Optional<Budget.Candidate>> chosen) {
    Node.Mapping config =
        stage.get("config") instanceof Node.Mapping given
            ? given
            : new Node.Mapping(PLACE, List.of());
    Node.Mapping common = mostCommon(chosen);
    List<Node> overrides = new ArrayList<>();
    for (Node override : list(stage.get("overrides"))) {
      overrides.add(
          override instanceof Node.Mapping mapping
                  && mapping.get("config") instanceof Node.Mapping own
              ? with(mapping, "config", beside(common, own, config))
              : override);
    }
    chosen.forEach((name, candidate) -> {
      Node names = new Node.Sequence(PLACE, List.of(text(exactly(name))));
      Node.Entry second =
          candidate
              .map(given -> entry("config", beside(common, given.parameters(), config)))
              .orElse(entry("skip", new Node.Scalar(PLACE, Node.Scalar.Kind.TRUTH, "true")));
      overrides.add(new Node.Mapping(PLACE, List.of(entry("const_names", names), second)));
    });
    Node.Mapping explicit = stage;
    for (String key : BUDGET_KEYS) {
      explicit = explicit.without(key);
    }
    explicit = with(explicit, "config", common.over(config));
    return with(explicit, "overrides", new Node.Sequence(PLACE, overrides));
  }

  /** The parameters that most weights got; the first candidate's of several. */
  private static Node.Mapping mostCommon(Map<String, Optional<Budget.Candidate>> chosen) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    Node.Mapping best = new Node.Mapping(PLACE, List.of());
    int most = 0;
    for (Optional<Budget.Candidate> candidate : chosen.values()) {
      if (candidate.isPresent()) {
        int count = counts.merge(candidate.get().label(), 1, Integer::sum);
        if (count > most) {
          most = count;
          best = candidate.get().parameters();
        }
      }
    }
    return best;
  }

  /**
   * Parameters of an override that mean, over the stage's config with the common parameters in it,
   * what they would mean over its config alone.
   */
  private static Node.Mapping beside(Node.Mapping common, Node.Mapping own, Node.Mapping config) {
    List<Node.Entry> entries = new ArrayList<>(own.entries());
    for (Node.Entry entry : common.entries()) {
      if (own.get(entry.key()) == null) {
        Node before = config.get(entry.key());
        entries.add(
            entry(
                entry.key(),
                before == null ? new Node.Scalar(PLACE, Node.Scalar.Kind.NONE, "") : before));
      }
    }
    return new Node.Mapping(own.position(), entries);
  }

  /** A regular expression for one name. */
  static String exactly(String name) {
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if ("\\^$.|?*+()[]{}".indexOf(c) >= 0) {
        pattern.append('\\');
      }
      pattern.append(c);
    }
    return pattern.toString();
  }

  /**
   * The pipeline as a file.
   *
   * @param folder where the file will stand; paths in it are relative to that where they can be
   */
  public static String text(Pipeline pipeline, Path folder) {
    StringBuilder text = new StringBuilder();
    if (!(pipeline.source().root() instanceof Node.Mapping root)) {
      return text.toString();
    }
    for (Node.Entry entry : root.entries()) {
      switch (entry.key()) {
        case "model" -> line(text, "model", path(pipeline.model(), folder));
        case "output" -> line(text, "output", path(pipeline.output(), folder));
        case "report" ->
            pipeline.report().ifPresent(file -> line(text, "report", path(file, folder)));
        case "stages" -> stages(text, list(entry.value()), pipeline.source().folder(), folder);
        default -> line(text, entry.key(), entry.value());
      }
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String key, Node value) {
    text.append(NodeText.text(key)).append(": ").append(NodeText.flow(value)).append('\n');
  }

  private static void stages(StringBuilder text, List<Node> stages, Path from, Path folder) {
    text.append("stages:\n");
    for (Node stage : stages) {
      String dash = "  - ";
      if (!(stage instanceof Node.Mapping mapping)) {
        continue;
      }
      for (Node.Entry entry : mapping.entries()) {
        text.append(dash);
        dash = "    ";
        if (entry.key().equals("overrides")) {
          text.append("overrides:\n");
          for (Node override : list(entry.value())) {
            text.append("      - ").append(NodeText.flow(override)).append('\n');
          }
        } else if (entry.key().equals("optimization_config")
            && entry.value() instanceof Node.Scalar file) {
          line(text, entry.key(), path(from.resolve(file.text()), folder));
        } else {
          line(text, entry.key(), entry.value());
        }
      }
    }
  }

  private static Node path(Path path, Path folder) {
    Path shown = path.toAbsolutePath().normalize();
    Path base = folder.toAbsolutePath().normalize();
    boolean near = base.getRoot() != null && base.getRoot().equals(shown.getRoot());
    return text((near ? base.relativize(shown) : shown).toString());
  }

  private static List<Node> list(@Nullable Node node) {
    return switch (node) {
      case null -> List.of();
      case Node.Sequence sequence -> sequence.items();
      case Node.Mapping single -> List.of(single);
      case Node.Scalar _ -> List.of();
    };
  }

  private static Node.Mapping with(Node.Mapping mapping, String key, Node value) {
    List<Node.Entry> entries = new ArrayList<>();
    boolean there = false;
    for (Node.Entry entry : mapping.entries()) {
      boolean same = entry.key().equals(key);
      there |= same;
      entries.add(same ? new Node.Entry(key, entry.position(), value) : entry);
    }
    if (!there) {
      entries.add(entry(key, value));
    }
    return new Node.Mapping(mapping.position(), entries);
  }

  private static Node.Entry entry(String key, Node value) {
    return new Node.Entry(key, PLACE, value);
  }

  private static Node text(String text) {
    return new Node.Scalar(PLACE, Node.Scalar.Kind.TEXT, text);
  }
}
