package dev.coremill.core.pipeline;

import dev.coremill.core.config.Binder;
import dev.coremill.core.yaml.Node;
import dev.coremill.core.yaml.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The configuration classes of coremltools, and what each comes to here: an algorithm, the fields
 * that it may have, and the values that stand where a file gives none. The defaults are written
 * out, so that a configuration means the same whatever the defaults of the algorithm become.
 *
 * @param configType the name of the class, as files give it
 * @param algorithm the algorithm that does the same
 * @param fields the fields that mean something here, under the same key
 * @param ignored fields that change nothing in the result
 * @param defaults what stands where a file gives none
 */
record OpConfigType(
    String configType,
    String algorithm,
    List<String> fields,
    List<String> ignored,
    List<Default> defaults) {
  private static final OpConfigType LINEAR_QUANTIZER =
      new OpConfigType(
          "OpLinearQuantizerConfig",
          "quantize",
          List.of("mode", "dtype", "granularity", "block_size"),
          List.of(),
          List.of(
              text("mode", "linear_symmetric"),
              text("dtype", "int8"),
              text("granularity", "per_channel"),
              whole("block_size", "32")));

  private static final OpConfigType PALETTIZER =
      new OpConfigType(
          "OpPalettizerConfig",
          "palettize",
          List.of(
              "nbits",
              "mode",
              "granularity",
              "group_size",
              "channel_axis",
              "cluster_dim",
              "enable_per_channel_scale"),
          /* The number of processes changes nothing in the result; ours is the engine's to choose. */
          List.of("num_kmeans_workers"),
          List.of(
              text("mode", "kmeans"),
              text("granularity", "per_tensor"),
              whole("group_size", "32"),
              whole("cluster_dim", "1"),
              new Default("enable_per_channel_scale", Node.Scalar.Kind.TRUTH, "false")));

  private static final OpConfigType THRESHOLD_PRUNER =
      new OpConfigType(
          "OpThresholdPrunerConfig",
          "prune",
          List.of("threshold", "minimum_sparsity_percentile"),
          List.of(),
          List.of(
              new Default("threshold", Node.Scalar.Kind.DECIMAL, "1e-12"),
              new Default("minimum_sparsity_percentile", Node.Scalar.Kind.DECIMAL, "0.5")));

  private static final OpConfigType MAGNITUDE_PRUNER =
      new OpConfigType(
          "OpMagnitudePrunerConfig",
          "prune",
          List.of("target_sparsity", "n_m_ratio", "block_size", "dim"),
          List.of(),
          List.of());

  private static final List<OpConfigType> ALL =
      List.of(LINEAR_QUANTIZER, PALETTIZER, THRESHOLD_PRUNER, MAGNITUDE_PRUNER);

  /** A value that stands where a file gives none. */
  record Default(String key, Node.Scalar.Kind kind, String text) {}

  private static Default text(String key, String text) {
    return new Default(key, Node.Scalar.Kind.TEXT, text);
  }

  private static Default whole(String key, String text) {
    return new Default(key, Node.Scalar.Kind.WHOLE_NUMBER, text);
  }

  /** The names of all. */
  static List<String> names() {
    List<String> names = new ArrayList<>();
    for (OpConfigType type : ALL) {
      names.add(type.configType);
    }
    return names;
  }

  /** The one of a name. */
  static Optional<OpConfigType> named(String name) {
    for (OpConfigType type : ALL) {
      if (type.configType.equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /**
   * The configuration in the words of the algorithm, every part where it stood; null where
   * something is wrong, which is reported then.
   *
   * @param words what the configuration is, for messages
   */
  Node.@Nullable Mapping rewrite(Node config, String words, Binder binder) {
    if (!(config instanceof Node.Mapping mapping)) {
      binder.report(config.position(), words + ": expected the fields of " + configType, "or null");
      return null;
    }
    List<String> allowed = new ArrayList<>(fields);
    allowed.addAll(ignored);
    allowed.add(TreatmentReader.THRESHOLD_KEY);
    List<Node.Entry> entries = new ArrayList<>();
    boolean sound = true;
    for (Node.Entry entry : mapping.entries()) {
      if (entry.key().equals("lut_function") || isCustomMode(entry)) {
        binder.report(
            entry.position(),
            configType + ": a lookup table made by a Python function is not supported",
            "use mode kmeans, uniform or unique");
        sound = false;
      } else if (fields.contains(entry.key())
          || entry.key().equals(TreatmentReader.THRESHOLD_KEY)) {
        entries.add(new Node.Entry(entry.key(), entry.position(), inOurWords(entry)));
      } else if (!ignored.contains(entry.key()) && !entry.key().equals("config_type")) {
        binder.unknownKey(entry, configType, allowed);
        sound = false;
      }
    }
    addDefaults(mapping, entries);
    return sound ? new Node.Mapping(mapping.position(), entries) : null;
  }

  private void addDefaults(Node.Mapping mapping, List<Node.Entry> entries) {
    Position position = mapping.position();
    for (Default value : defaults) {
      if (mapping.get(value.key) == null) {
        Node node = new Node.Scalar(position, value.kind, value.text);
        entries.add(new Node.Entry(value.key, position, node));
      }
    }
  }

  private static boolean isCustomMode(Node.Entry entry) {
    return entry.key().equals("mode")
        && entry.value() instanceof Node.Scalar scalar
        && scalar.text().equalsIgnoreCase("custom");
  }

  /** The mode may be written in any case there. */
  private static Node inOurWords(Node.Entry entry) {
    return entry.key().equals("mode") && entry.value() instanceof Node.Scalar scalar
        ? new Node.Scalar(scalar.position(), scalar.kind(), scalar.text().toLowerCase(Locale.ROOT))
        : entry.value();
  }
}
