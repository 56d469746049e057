package dev.coremill.core.cost.fit;

import dev.coremill.api.target.Chip;
import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.OsVersion;
import dev.coremill.core.cost.CsvTable;
import dev.coremill.core.cost.Generation;
import dev.coremill.core.cost.WeightForm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads measurements. Columns: {@code model}, {@code chip}, {@code latency_ms}, and where they are
 * there {@code network}, {@code os}, {@code cu_norm} or {@code compute_unit}, {@code
 * weight_format}, {@code activation_format}, {@code granularity}, {@code sparsity}, {@code
 * runtime_path}, {@code kind}, {@code evidence} and {@code source_url}. Rows that are no latencies
 * of a whole model through Core ML, that were read off a figure, or whose network or chip is not
 * known are left out and counted.
 */
public final class MeasurementFile {
  private static final List<String> REQUIRED = List.of("model", "chip", "latency_ms");

  private final Networks networks;
  private final Map<String, String> names;
  private final Map<String, String> chips = new HashMap<>();
  private final List<Measurement> measurements = new ArrayList<>();
  private final Map<String, Integer> left = new TreeMap<>();

  /**
   * A reader.
   *
   * @param networks the networks that are known
   * @param names which one each model is, for files that do not say so themselves
   * @param chips the chips that are known
   */
  public MeasurementFile(Networks networks, Map<String, String> names, Collection<Chip> chips) {
    this.networks = networks;
    this.names = Map.copyOf(names);
    for (Chip chip : chips) {
      this.chips.put(chip.id(), chip.id());
      this.chips.put(slug(chip.name()), chip.id());
      this.chips.putIfAbsent(slug(chip.name()).replace("-bionic", ""), chip.id());
    }
  }

  /** Reads network by model from a file with the columns {@code model} and {@code network}. */
  public static Map<String, String> names(Path file) {
    Map<String, String> names = new HashMap<>();
    for (CsvTable.Row row : CsvTable.read(file, List.of("model", "network")).rows()) {
      names.put(row.cell("model"), row.cell("network"));
    }
    return names;
  }

  /** Reads a file; what it holds comes on top of what was read before. */
  public void read(Path file) {
    for (CsvTable.Row row : CsvTable.read(file, REQUIRED).rows()) {
      String reason = reason(row);
      if (reason.isEmpty()) {
        measurements.add(measurement(row));
      } else {
        left.merge(reason, 1, Integer::sum);
      }
    }
  }

  /** What was read, in the order of the file. */
  public List<Measurement> measurements() {
    return measurements;
  }

  /** How many rows were left out, by the reason. */
  public Map<String, Integer> left() {
    return left;
  }

  private String reason(CsvTable.Row row) {
    String path = row.cell("runtime_path");
    if (!path.isEmpty() && !path.startsWith("Core ML")) {
      return "not measured through Core ML";
    }
    if (!row.cell("kind").isEmpty() && !row.cell("kind").equals("model-latency")) {
      return "no latency of a whole model";
    }
    if (row.cell("evidence").equals("figure-read")) {
      return "read off a figure";
    }
    if (row.cell("latency_ms").isEmpty()) {
      return "without a latency";
    }
    if (network(row).isEmpty()) {
      return "of a network that is not there";
    }
    if (!row.cell("batch").isEmpty() && !row.cell("batch").equals("1")) {
      return "of another batch than 1";
    }
    if (chip(row).isEmpty()) {
      return "of a chip that no catalogue has";
    }
    if (unit(row).isEmpty()) {
      return "without a compute unit";
    }
    return form(row).isEmpty() ? "of a weight format that is not understood" : "";
  }

  private Measurement measurement(CsvTable.Row row) {
    double latency = row.number("latency_ms");
    if (latency <= 0) {
      throw row.problem("a latency of " + latency + " ms", "write more than 0, or nothing");
    }
    String text = row.cell("latency_ms");
    int point = text.indexOf('.');
    int decimals = point < 0 ? 0 : text.length() - point - 1;
    String source = row.cell("source_url").isEmpty() ? row.cell("source") : row.cell("source_url");
    return new Measurement(
        row.line(),
        row.cell("model"),
        network(row).orElseThrow(),
        chip(row).orElseThrow(),
        unit(row).orElseThrow(),
        generation(row.cell("os")),
        form(row).orElseThrow(),
        row.cell("activation_format").equals("int8"),
        latency,
        StrictMath.pow(10, -decimals),
        source.isEmpty() ? row.file() : source);
  }

  private Optional<String> network(CsvTable.Row row) {
    String name = row.cell("network");
    if (name.isEmpty()) {
      name = names.getOrDefault(row.cell("model"), row.cell("model"));
    }
    return networks.items().containsKey(name) ? Optional.of(name) : Optional.empty();
  }

  private Optional<String> chip(CsvTable.Row row) {
    return Optional.ofNullable(chips.get(slug(row.cell("chip"))));
  }

  /** Where several units were allowed, networks of convolutions ran on the Neural Engine. */
  private static Optional<ComputeUnit> unit(CsvTable.Row row) {
    String text = row.cell("cu_norm").isEmpty() ? row.cell("compute_unit") : row.cell("cu_norm");
    return switch (text.toUpperCase(Locale.ROOT)) {
      case "NE", "ALL", "CPU_AND_NE", "CPU_AND_NEURAL_ENGINE", "NEURAL_ENGINE" ->
          Optional.of(ComputeUnit.NEURAL_ENGINE);
      case "GPU", "CPU_AND_GPU" -> Optional.of(ComputeUnit.GPU);
      case "CPU", "CPU_ONLY" -> Optional.of(ComputeUnit.CPU);
      default -> Optional.empty();
    };
  }

  /** The generation of the first version in the text; that of iOS 16 where there is none. */
  private static Generation generation(String text) {
    String[] words = text.replace('/', ' ').replace('(', ' ').split(" ", -1);
    for (int i = 0; i + 1 < words.length; i++) {
      try {
        return Generation.of(OsVersion.parse(words[i] + words[i + 1]));
      } catch (IllegalArgumentException _) {
        // The next words may be a version.
      }
    }
    return Generation.AHEAD_OF_RUN;
  }

  /**
   * The form that a word such as {@code 4-bit LUT}, {@code int8 linear} or {@code sparse} means.
   */
  static Optional<WeightForm> form(CsvTable.Row row) {
    String text = row.cell("weight_format").toLowerCase(Locale.ROOT);
    double density = row.cell("sparsity").isEmpty() ? 1 : 1 - row.number("sparsity");
    if (density < 0 || density > 1) {
      throw row.problem("a sparsity of " + row.cell("sparsity"), "write 0 to 1");
    }
    WeightForm form;
    if (text.isEmpty() || text.startsWith("fp") || text.startsWith("float")) {
      form = WeightForm.PLAIN;
    } else if (text.startsWith("sparse")) {
      form = WeightForm.PLAIN;
    } else if (text.contains("-bit lut") && Character.isDigit(text.charAt(0))) {
      form = new WeightForm(WeightForm.Kind.PALETTE, text.charAt(0) - '0', 1, 0);
    } else if (text.startsWith("int8") || text.startsWith("int4")) {
      boolean blocks = row.cell("granularity").startsWith("per_block");
      form =
          new WeightForm(
              blocks ? WeightForm.Kind.BLOCKWISE_INTEGER : WeightForm.Kind.INTEGER,
              text.charAt(3) - '0',
              1,
              0);
    } else {
      return Optional.empty();
    }
    return Optional.of(density < 1 ? form.pruned(density) : form);
  }

  private static String slug(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replace(' ', '-');
  }
}
