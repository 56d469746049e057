package dev.coremill.plugins.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.program.Opset;
import dev.coremill.api.target.ComputeUnits;
import dev.coremill.api.target.CostConstant;
import dev.coremill.api.target.Device;
import dev.coremill.api.target.EncodingUse;
import dev.coremill.api.target.HardwareCatalog;
import dev.coremill.api.target.OperatingSystem;
import dev.coremill.api.target.OsRange;
import dev.coremill.api.target.OsVersion;
import dev.coremill.api.target.Sourced;
import dev.coremill.api.target.Verdict;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The tests of a {@link HardwareCatalog}. */
public abstract class HardwareCatalogKit {
  private static final String ID = "[a-z0-9]+(-[a-z0-9]+)*";

  /** For JUnit. */
  protected HardwareCatalogKit() {}

  /** The catalogue, made anew. */
  protected abstract HardwareCatalog catalog();

  @Test
  void itHasAVendorAndDevicesWithNamesOfTheirOwn() {
    HardwareCatalog catalog = catalog();
    Set<String> ids = new HashSet<>();

    assertThat(catalog.vendor()).isNotBlank();
    assertThat(catalog.devices()).isNotEmpty().isEqualTo(catalog().devices());
    for (Device device : catalog.devices()) {
      assertThat(device.id()).matches(ID);
      assertThat(device.chip().id()).matches(ID);
      assertThat(ids.add(device.id())).as("%s is there once", device.id()).isTrue();
      assertThat(device.name()).isNotBlank();
      assertThat(device.chip().name()).isNotBlank();
    }
  }

  @Test
  void everyFactSaysWhereItIsKnownFrom() {
    for (Device device : catalog().devices()) {
      for (Sourced<OsRange> range : device.systems()) {
        assertThat(range.source()).as(device.id()).isNotBlank();
      }
      device
          .chip()
          .properties()
          .forEach((name, fact) -> {
            assertThat(fact.source()).as("%s of %s", name, device.chip().id()).isNotBlank();
            assertThat(fact.value()).as("%s of %s", name, device.chip().id()).isNotBlank();
          });
    }
    for (CostConstant constant : catalog().costConstants()) {
      assertThat(constant.value().source()).as(constant.name()).isNotBlank();
    }
  }

  @Test
  void rangesOfSystemsAreTheRightWayAround() {
    for (Device device : catalog().devices()) {
      for (Sourced<OsRange> range : device.systems()) {
        range
            .value()
            .newest()
            .ifPresent(newest -> {
              assertThat(newest.system()).isEqualTo(range.value().oldest().system());
              assertThat(newest.major())
                  .as(device.id())
                  .isGreaterThanOrEqualTo(range.value().oldest().major());
            });
      }
    }
  }

  @Test
  void everyQuestionIsAnsweredWithAReasonAndASource() {
    HardwareCatalog catalog = catalog();
    for (EncodingUse use : uses()) {
      for (OsVersion system : systems()) {
        for (ComputeUnits units : ComputeUnits.values()) {
          Verdict verdict = catalog.check(use, system, units);
          assertThat(verdict).as("%s on %s", use, system).isNotNull();
          if (!verdict.legal()) {
            assertThat(verdict.reason()).as("%s on %s", use, system).isNotBlank();
            assertThat(verdict.source()).as("%s on %s", use, system).isNotBlank();
          }
        }
      }
    }
  }

  /** What a system loads, newer ones load; and the first version that is named does load it. */
  @Test
  void newerSystemsLoadNoLess() {
    HardwareCatalog catalog = catalog();
    for (EncodingUse use : uses()) {
      for (ComputeUnits units : ComputeUnits.values()) {
        Map<OperatingSystem, Boolean> legal = new LinkedHashMap<>();
        for (OsVersion system : systems()) {
          Verdict verdict = catalog.check(use, system, units);
          boolean before = legal.getOrDefault(system.system(), false);
          assertThat(verdict.legal() || !before)
              .as("%s is refused by %s, and not by an older one", use, system)
              .isTrue();
          legal.put(system.system(), verdict.legal());
          verdict
              .firstOs()
              .ifPresent(first ->
                  assertThat(verdict.legal() || catalog.check(use, first, units).legal())
                      .as("%s is loaded from %s on", use, first)
                      .isTrue());
        }
      }
    }
  }

  private static List<OsVersion> systems() {
    List<OsVersion> systems = new ArrayList<>();
    for (OperatingSystem system : OperatingSystem.values()) {
      int last = 0;
      for (Opset opset : Opset.values()) {
        int version = system.firstVersion(opset);
        if (version != last) {
          systems.add(new OsVersion(system, version, 0));
        }
        last = version;
      }
    }
    return systems;
  }

  /** Weights of each kind of encoding, as the usual operators have them. */
  private static List<EncodingUse> uses() {
    Shape matrix = Shape.of(64, 64);
    List<Encoding> encodings = new ArrayList<>();
    for (DataType type : List.of(DataType.FLOAT16, DataType.FLOAT32)) {
      encodings.add(new Encoding.Dense(type, matrix));
    }
    for (DataType type : List.of(DataType.INT8, DataType.UINT8, DataType.INT4, DataType.UINT4)) {
      for (Shape scale : List.of(Shape.of(1, 1), Shape.of(64, 1), Shape.of(64, 2))) {
        encodings.add(
            new Encoding.Affine(
                new Encoding.Dense(type, matrix),
                new Encoding.Dense(DataType.FLOAT16, scale),
                null));
      }
    }
    for (DataType type : List.of(DataType.UINT4, DataType.UINT8)) {
      Shape table = Shape.of(1, 1, 1L << type.bits(), 1);
      encodings.add(
          new Encoding.Lookup(
              new Encoding.Dense(type, matrix), new Encoding.Dense(DataType.FLOAT16, table), 0));
    }
    List<EncodingUse> uses = new ArrayList<>();
    for (Encoding encoding : encodings) {
      encoding.validate();
      for (String operation : List.of("linear", "matmul", "gather")) {
        uses.add(new EncodingUse(operation, operation.equals("linear") ? "weight" : "x", encoding));
      }
    }
    return uses;
  }
}
