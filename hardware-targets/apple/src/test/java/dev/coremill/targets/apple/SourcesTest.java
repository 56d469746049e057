package dev.coremill.targets.apple;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.target.CostConstant;
import dev.coremill.api.target.Device;
import dev.coremill.api.target.Sourced;
import dev.coremill.api.target.TargetRule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that is said of Apple's devices has a source, which stands in its data file. */
class SourcesTest {
  private final AppleCatalog catalog = new AppleCatalog();

  private static String file(String name) {
    try (InputStream stream = SourcesTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  private static boolean holds(String text, String source) {
    return !source.isBlank() && text.contains(source.replace("\"", "\"\""));
  }

  @Test
  void everyRuleAndAdvisoryHasItsSourceInItsLine() {
    List<String> lines = file("rules.csv").lines().toList();
    assertThat(catalog.rules()).isNotEmpty();
    for (TargetRule rule : catalog.rules()) {
      assertThat(lines)
          .as(rule.id())
          .anyMatch(line -> line.startsWith(rule.id() + ",") && holds(line, rule.source()));
    }
  }

  @Test
  void everyConstantHasItsSourceInItsLine() {
    List<String> lines = new ArrayList<>(file(CostFiles.PUBLISHED).lines().toList());
    lines.addAll(file(CostFiles.FITTED).lines().toList());
    Set<String> seen = new HashSet<>();
    assertThat(catalog.costConstants()).hasSizeGreaterThan(200);
    for (CostConstant constant : catalog.costConstants()) {
      String start = constant.name() + "," + constant.chip().orElse("") + ",";
      String source = constant.value().source();
      if (seen.add(start + source)) {
        assertThat(lines)
            .as(start + " " + source)
            .anyMatch(line -> line.startsWith(start) && holds(line, source));
      }
    }
  }

  @Test
  void everyFactOfChipsAndSystemsHasItsSourceInItsFile() {
    String chips = file("chip-facts.csv");
    String systems = file("device-systems.csv");
    for (Device device : catalog.devices()) {
      for (Sourced<String> property : device.chip().properties().values()) {
        assertThat(holds(chips, property.source())).as(property.source()).isTrue();
      }
      device
          .systems()
          .forEach(range -> assertThat(holds(systems, range.source())).as(range.source()).isTrue());
    }
  }

  /** A hidden source, or one that is a wish, is none. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "rules.csv",
        "encodings.csv",
        "cost-published.csv",
        "cost-fitted.csv",
        "chip-facts.csv",
        "devices.csv",
        "device-systems.csv"
      })
  void noFileHasALineWithoutEvidenceOrSource(String name) {
    List<String> columns = columns(name);
    assertThat(columns).contains("evidence", "source");
    List<DataRow> rows = DataFile.resource(name, columns);
    assertThat(rows).isNotEmpty();
    for (DataRow row : rows) {
      assertThat(row.required("source")).as(name + ":" + row.line()).hasSizeGreaterThan(3);
      assertThat(row.evidence()).isNotNull();
    }
  }

  private static List<String> columns(String name) {
    return List.of(
        file(name)
            .lines()
            .filter(line -> !line.startsWith("#") && !line.startsWith("version,"))
            .findFirst()
            .orElseThrow()
            .split(",", -1));
  }
}
