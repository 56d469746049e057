package dev.coremill.targets.apple;

import dev.coremill.api.target.Chip;
import dev.coremill.api.target.Device;
import dev.coremill.api.target.OsRange;
import dev.coremill.api.target.OsVersion;
import dev.coremill.api.target.Sourced;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Puts chips and devices together from the records of their data files. */
final class DeviceFiles {
  static final List<String> CHIP_COLUMNS = List.of("id", "name", "source");
  static final List<String> FACT_COLUMNS = List.of("chip", "fact", "value", "evidence", "source");
  static final List<String> DEVICE_COLUMNS = List.of("id", "name", "chip", "evidence", "source");
  static final List<String> SYSTEM_COLUMNS =
      List.of("device", "oldest", "newest", "evidence", "source");

  private DeviceFiles() {}

  /** The chips by id, in the order of the file. */
  static Map<String, Chip> chips() {
    return chips(
        DataFile.resource("chips.csv", CHIP_COLUMNS),
        DataFile.resource("chip-facts.csv", FACT_COLUMNS));
  }

  /** The devices, in the order of the file. */
  static List<Device> devices() {
    return devices(
        DataFile.resource("devices.csv", DEVICE_COLUMNS),
        DataFile.resource("device-systems.csv", SYSTEM_COLUMNS),
        chips());
  }

  static Map<String, Chip> chips(List<DataRow> chipRows, List<DataRow> factRows) {
    Map<String, Map<String, Sourced<String>>> facts = new LinkedHashMap<>();
    Set<String> ids = new HashSet<>();
    for (DataRow row : chipRows) {
      facts.put(row.newId("id", ids), new LinkedHashMap<>());
      row.required("source");
    }
    for (DataRow row : factRows) {
      Map<String, Sourced<String>> properties = facts.get(row.required("chip"));
      if (properties == null) {
        throw row.problem("no chip '" + row.required("chip") + "' in chips.csv");
      }
      String fact = row.required("fact");
      if (properties.put(fact, row.sourced(row.required("value"))) != null) {
        throw row.problem("the fact '" + fact + "' is there twice for this chip; remove one");
      }
    }
    Map<String, Chip> chips = new LinkedHashMap<>();
    for (DataRow row : chipRows) {
      String id = row.required("id");
      Map<String, Sourced<String>> properties = facts.get(id);
      chips.put(id, new Chip(id, row.required("name"), properties == null ? Map.of() : properties));
    }
    return chips;
  }

  static List<Device> devices(
      List<DataRow> deviceRows, List<DataRow> systemRows, Map<String, Chip> chips) {
    Map<String, List<Sourced<OsRange>>> systems = new LinkedHashMap<>();
    Set<String> ids = new HashSet<>();
    for (DataRow row : deviceRows) {
      systems.put(row.newId("id", ids), new ArrayList<>());
      row.sourced(row.required("chip"));
    }
    for (DataRow row : systemRows) {
      List<Sourced<OsRange>> ranges = systems.get(row.required("device"));
      if (ranges == null) {
        throw row.problem("no device '" + row.required("device") + "' in devices.csv");
      }
      ranges.add(row.sourced(range(row)));
    }
    List<Device> devices = new ArrayList<>();
    for (DataRow row : deviceRows) {
      String id = row.required("id");
      Chip chip = chips.get(row.required("chip"));
      if (chip == null) {
        throw row.problem("no chip '" + row.required("chip") + "' in chips.csv");
      }
      List<Sourced<OsRange>> ranges = systems.get(id);
      devices.add(new Device(id, row.required("name"), chip, ranges == null ? List.of() : ranges));
    }
    return List.copyOf(devices);
  }

  private static OsRange range(DataRow row) {
    OsVersion oldest = version(row, row.required("oldest"));
    String last = row.optional("newest");
    if (last.isEmpty()) {
      return new OsRange(oldest, Optional.empty());
    }
    OsVersion newest = version(row, last);
    boolean backwards =
        newest.major() < oldest.major()
            || newest.major() == oldest.major() && newest.minor() < oldest.minor();
    if (newest.system() != oldest.system() || backwards) {
      throw row.problem("no range from " + oldest + " to " + newest);
    }
    return new OsRange(oldest, Optional.of(newest));
  }

  private static OsVersion version(DataRow row, String text) {
    try {
      return OsVersion.parse(text);
    } catch (IllegalArgumentException notAVersion) {
      throw row.problem(String.valueOf(notAVersion.getMessage()), notAVersion);
    }
  }
}
