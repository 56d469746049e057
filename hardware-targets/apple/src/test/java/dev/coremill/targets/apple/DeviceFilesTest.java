package dev.coremill.targets.apple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.target.Chip;
import dev.coremill.api.target.Device;
import dev.coremill.api.target.Evidence;
import dev.coremill.api.target.Sourced;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceFilesTest {
  private static final Pattern ID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
  private static final Pattern NUMBER_OR_RANGE =
      Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(?:-([0-9]+(?:\\.[0-9]+)?))?");

  private static List<DataRow> rows(String file, List<String> columns, String... lines) {
    String text =
        "version,1\n" + String.join(",", columns) + "\n" + String.join("\n", lines) + "\n";
    return DataFile.parse(file, text.getBytes(StandardCharsets.UTF_8), columns);
  }

  private static Chip chip(String id) {
    return Objects.requireNonNull(DeviceFiles.chips().get(id), id);
  }

  @Test
  void everyValueOfEveryDataFileHasASourceAndASaidEvidence() {
    List<DataRow> rows = new ArrayList<>();
    rows.addAll(DataFile.resource("chip-facts.csv", DeviceFiles.FACT_COLUMNS));
    rows.addAll(DataFile.resource("devices.csv", DeviceFiles.DEVICE_COLUMNS));
    rows.addAll(DataFile.resource("device-systems.csv", DeviceFiles.SYSTEM_COLUMNS));
    rows.addAll(DataFile.resource("encodings.csv", EncodingRule.COLUMNS));

    assertThat(rows)
        .hasSizeGreaterThan(700)
        .allSatisfy(row -> {
          assertThat(row.required("source")).isNotBlank();
          assertThat(row.evidence()).isNotNull();
        });
    assertThat(DataFile.resource("chips.csv", DeviceFiles.CHIP_COLUMNS))
        .allSatisfy(row -> assertThat(row.required("source")).isNotBlank());
  }

  @Test
  void idsAreUniqueAndWellFormed() {
    List<String> devices = DeviceFiles.devices().stream().map(Device::id).toList();
    List<String> chips = List.copyOf(DeviceFiles.chips().keySet());

    assertThat(new HashSet<>(devices)).hasSameSizeAs(devices);
    assertThat(devices).allSatisfy(id -> assertThat(id).matches(ID));
    assertThat(chips).allSatisfy(id -> assertThat(id).matches(ID));
  }

  @Test
  void everyDeviceHasAChipOfTheTable() {
    Map<String, Chip> chips = DeviceFiles.chips();

    assertThat(DeviceFiles.devices())
        .allSatisfy(device -> assertThat(chips).containsValue(device.chip()));
  }

  @Test
  void everyFactWithAUnitIsANumberOrARangeThatRises() {
    for (Chip chip : DeviceFiles.chips().values()) {
      chip.properties()
          .forEach((fact, value) -> {
            if (fact.matches(".*_(tops|tflops|gbs|gb|ms|cores)|year")) {
              var number = NUMBER_OR_RANGE.matcher(value.value());
              assertThat(number.matches()).as("%s of %s: %s", fact, chip.id(), value).isTrue();
              if (number.group(2) != null) {
                assertThat(Double.parseDouble(number.group(1)))
                    .isLessThan(Double.parseDouble(number.group(2)));
              }
            }
          });
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a17-pro, ane_peak_tops, 35, PUBLISHED",
    "a17-pro, ane_tops_precision, int8, GUESSED",
    "a17-pro, ane_fp16_tflops, 17.5, GUESSED",
    "a13, ane_peak_tops, 6, FITTED",
    "m4, ane_tops_precision, int8, PUBLISHED",
    "m4, ane_fp16_tflops, 18.6, MEASURED",
    "m4, ane_weight_stream_gbs, 64.18, MEASURED",
    "m4, int8_int8_fast_path, yes, PUBLISHED",
    "m3-max, memory_bandwidth_gbs, 300-400, PUBLISHED",
    "m5-max, memory_bandwidth_gbs, 460-614, GUESSED",
    "a19-pro, ane_weight_stream_at_least_gbs, 45, FITTED",
    "a19-pro, core_ml_round_trip_ms, 2.3, MEASURED",
    "a11, core_ml_uses_neural_engine, no, PUBLISHED",
  })
  void factsKeepTheMarkOfTheirSource(String chip, String fact, String value, Evidence evidence) {
    Sourced<String> sourced = Objects.requireNonNull(chip(chip).properties().get(fact));

    assertThat(sourced.value()).isEqualTo(value);
    assertThat(sourced.evidence()).isEqualTo(evidence);
  }

  @ParameterizedTest
  @CsvSource({"s9, int8_int8_fast_path", "s4, ane_peak_tops", "m6, gpu_cores", "a11, ane_arch"})
  void whatIsNotKnownIsAbsent(String chip, String fact) {
    assertThat(chip(chip).properties()).doesNotContainKey(fact);
  }

  @ParameterizedTest
  @CsvSource({
    "iphone-7, a10, iOS10, iOS15",
    "iphone-15-pro, a17-pro, iOS17, ''",
    "ipad-7, a10, iPadOS13, iPadOS18",
    "ipad-pro-2018, a12x, iPadOS12, ''",
    "macbook-pro-m4, m4, macOS15.1, ''",
    "apple-watch-series-4, s4, watchOS5, watchOS10",
    "vision-pro-2025, m5, visionOS26, ''",
  })
  void devicesKnowTheirChipAndSystems(String id, String chip, String oldest, String newest) {
    Device device =
        DeviceFiles.devices().stream()
            .filter(known -> known.id().equals(id))
            .findFirst()
            .orElseThrow();

    assertThat(device.chip().id()).isEqualTo(chip);
    assertThat(device.systems())
        .singleElement()
        .satisfies(range -> {
          assertThat(range.value().oldest()).hasToString(oldest);
          assertThat(range.value().newest().map(Object::toString).orElse("")).isEqualTo(newest);
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          x,year,2020,published,s   | no chip 'x' in chips.csv
          m1,year,,published,s      | an empty 'value'
          m1,year,2020,sure,s       | is no evidence; expected measured
          m1,year,2020,published,   | an empty 'source'
          m1,year,2020,published,~  | an empty 'source'
          """)
  void aBadFactIsReportedWithItsLine(String line, String message) {
    var chips = rows("chips.csv", DeviceFiles.CHIP_COLUMNS, "m1,M1,s");
    var facts = rows("chip-facts.csv", DeviceFiles.FACT_COLUMNS, line.replace('~', ' '));

    assertThatThrownBy(() -> DeviceFiles.chips(chips, facts))
        .isInstanceOf(DataFileException.class)
        .hasMessageStartingWith("chip-facts.csv:3: ")
        .hasMessageContaining(message);
  }

  @Test
  void aFactThatIsThereTwiceIsReported() {
    var chips = rows("chips.csv", DeviceFiles.CHIP_COLUMNS, "m1,M1,s");
    var facts =
        rows(
            "chip-facts.csv",
            DeviceFiles.FACT_COLUMNS,
            "m1,year,2020,published,s",
            "m1,year,2021,published,s");

    assertThatThrownBy(() -> DeviceFiles.chips(chips, facts))
        .hasMessageStartingWith("chip-facts.csv:4: the fact 'year' is there twice");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Mac,Mac,m1,published,s   | mac,macOS11,,published,s        | devices.csv:3: 'Mac' is no id
          mac-,Mac,m1,published,s  | mac,macOS11,,published,s        | devices.csv:3: 'mac-' is no id
          m--c,Mac,m1,published,s  | mac,macOS11,,published,s        | devices.csv:3: 'm--c' is no id
          mac,Mac,m9,published,s   | mac,macOS11,,published,s        | devices.csv:3: no chip 'm9'
          mac,Mac,m1,published,s   | pc,macOS11,,published,s         | device-systems.csv:3: no device 'pc'
          mac,Mac,m1,published,s   | mac,BeOS5,,published,s          | device-systems.csv:3: 'BeOS5' is no system
          mac,Mac,m1,published,s   | mac,macOS11,macOS10,published,s | device-systems.csv:3: no range from
          mac,Mac,m1,published,s   | mac,macOS11,iOS18,published,s   | device-systems.csv:3: no range from
          """)
  void aBadDeviceIsReportedWithItsLine(String device, String system, String message) {
    Map<String, Chip> chips =
        DeviceFiles.chips(rows("chips.csv", DeviceFiles.CHIP_COLUMNS, "m1,M1,s"), List.of());
    var devices = rows("devices.csv", DeviceFiles.DEVICE_COLUMNS, device);
    var systems = rows("device-systems.csv", DeviceFiles.SYSTEM_COLUMNS, system);

    assertThatThrownBy(() -> DeviceFiles.devices(devices, systems, chips))
        .isInstanceOf(DataFileException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void twoDevicesWithOneIdAreReported() {
    var devices =
        rows(
            "devices.csv",
            DeviceFiles.DEVICE_COLUMNS,
            "mac,Mac,m1,published,s",
            "mac,Mac,m1,published,s");

    assertThatThrownBy(() -> DeviceFiles.devices(devices, List.of(), Map.of()))
        .hasMessageStartingWith("devices.csv:4: the id 'mac' is there twice");
  }
}
