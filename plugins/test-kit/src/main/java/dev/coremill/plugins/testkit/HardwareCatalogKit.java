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
import dev.coremill.api.target.TargetRule;
import dev.coremill.api.target.Verdict;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The tests of a {@link HardwareCatalog}: what it says of its devices, which weights they load,
 * and, in {@link TargetCostKit}, where operations run and what they cost.
 */
public abstract class HardwareCatalogKit extends TargetCostKit {
  private static final String ID = "[a-z0-9]+(-[a-z0-9]+)*";

  /** For JUnit. */
  protected HardwareCatalogKit() {}

  /**
   * The devices whose sources name no system that they run, by their ids, each with what was looked
   * at. Every other device names its systems.
   */
  protected Map<String, String> devicesWithoutSystems() {
    return Map.of();
  }

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
  void everyDeviceNamesItsSystemsOrIsSaidToHaveNoneInItsSources() {
    Set<String> without = new TreeSet<>();
    for (Device device : catalog().devices()) {
      if (device.systems().isEmpty()) {
        without.add(device.id());
      }
    }

    assertThat(without)
        .as("devices without systems, and those of devicesWithoutSystems")
        .isEqualTo(new TreeSet<>(devicesWithoutSystems().keySet()));
    assertThat(devicesWithoutSystems().values())
        .allSatisfy(source -> assertThat(source).isNotBlank());
  }

  @Test
  void everyFactSaysWhereItIsKnownFrom() {
    HardwareCatalog catalog = catalog();
    for (Device device : catalog.devices()) {
      for (Sourced<OsRange> range : device.systems()) {
        requireSource(range, device.id());
      }
      device
          .chip()
          .properties()
          .forEach((name, fact) -> {
            requireSource(fact, name + " of " + device.chip().id());
            assertThat(fact.value()).as("%s of %s", name, device.chip().id()).isNotBlank();
          });
    }
    for (CostConstant constant : catalog.costConstants()) {
      assertThat(constant.value().source()).as(constant.name()).isNotBlank();
      assertThat(constant.value().evidence()).as(constant.name()).isNotNull();
    }
    for (TargetRule rule : catalog.rules()) {
      assertThat(rule.source()).as(rule.id()).isNotBlank();
      assertThat(rule.reason()).as(rule.id()).isNotBlank();
      assertThat(rule.evidence()).as(rule.id()).isNotNull();
      assertThat(rule.confidence()).as(rule.id()).isNotNull();
    }
  }

  private static void requireSource(Sourced<?> fact, String place) {
    assertThat(fact.source()).as(place).isNotBlank();
    assertThat(fact.evidence()).as(place).isNotNull();
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

  /** Every constant of every operator, stored in each way, on each system and with all units. */
  @Test
  void everyQuestionAboutAnOperatorsWeightIsAnsweredWithAReasonAndASource() {
    HardwareCatalog catalog = catalog();
    Map<String, List<String>> arguments = KitPrograms.constantArguments();
    for (Encoding encoding : KitEncodings.ofEachKind(Shape.of(64, 64))) {
      arguments.forEach((operation, names) -> {
        for (String argument : names) {
          EncodingUse use = new EncodingUse(operation, argument, encoding);
          for (OsVersion system : systems()) {
            for (ComputeUnits units : ComputeUnits.values()) {
              requireAnswer(use, system, catalog.check(use, system, units));
            }
          }
        }
      });
    }
  }

  private static void requireAnswer(EncodingUse use, OsVersion system, Verdict verdict) {
    boolean answered =
        verdict != null
            && (verdict.legal() || !(verdict.reason().isBlank() || verdict.source().isBlank()));
    if (!answered) {
      // The description of an assertion takes longer than all these questions.
      assertThat(answered).as("%s on %s is answered: %s", use, system, verdict).isTrue();
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
    List<EncodingUse> uses = new ArrayList<>();
    for (Encoding encoding : KitEncodings.ofEachKind(Shape.of(64, 64))) {
      for (String operation : List.of("linear", "matmul", "gather")) {
        uses.add(new EncodingUse(operation, operation.equals("linear") ? "weight" : "x", encoding));
      }
    }
    return uses;
  }
}
