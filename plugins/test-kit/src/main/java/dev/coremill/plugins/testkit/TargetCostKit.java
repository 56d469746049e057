package dev.coremill.plugins.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.ComputeUnits;
import dev.coremill.api.target.Confidence;
import dev.coremill.api.target.Device;
import dev.coremill.api.target.Estimate;
import dev.coremill.api.target.Evidence;
import dev.coremill.api.target.Figure;
import dev.coremill.api.target.HardwareCatalog;
import dev.coremill.api.target.OperatingSystem;
import dev.coremill.api.target.OperationProfile;
import dev.coremill.api.target.OsVersion;
import dev.coremill.api.target.Placement;
import dev.coremill.api.target.ProgramProfile;
import dev.coremill.api.target.TargetSetting;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;
import dev.coremill.core.cost.Estimator;
import dev.coremill.core.placement.Judge;
import dev.coremill.core.placement.Judgement;
import dev.coremill.core.placement.ProgramConstants;
import dev.coremill.core.placement.RuleSet;
import dev.coremill.core.placement.ShapeKind;
import dev.coremill.core.placement.Subject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The tests of what a catalogue says about operations: every one is placed, and estimates are sane.
 * Chips of whose costs nothing is known are not estimated.
 */
abstract class TargetCostKit {
  /** For devices whose sources name no system. */
  private static final OsVersion ANY = new OsVersion(OperatingSystem.IOS, 26, 0);

  /** Rounding of the estimate alone. */
  private static final double SLACK = 1e-9;

  TargetCostKit() {}

  /** The catalogue, made anew. */
  protected abstract HardwareCatalog catalog();

  @Test
  void everyOperatorIsPlacedWithAReasonAndASource() {
    HardwareCatalog catalog = catalog();
    Judge judge = new Judge(RuleSet.of(catalog));
    ProgramProfile program = KitPrograms.everyOperator();
    Subject subject = new Subject(program, ProgramConstants.none(), ShapeKind.FIXED);

    assertThat(program.operations()).isNotEmpty();
    for (Device device : oneForEachChip(catalog)) {
      for (ComputeUnits units : ComputeUnits.values()) {
        TargetSetting setting = new TargetSetting(device, system(device), units);
        List<Placement> placements = judge.judge(subject, setting).placements();
        assertThat(placements)
            .as("placements on %s", device.id())
            .hasSameSizeAs(program.operations());
        for (Placement placement : placements) {
          if (placement.reason().isBlank() || placement.source().isBlank()) {
            assertThat(placement)
                .as("where %s runs on %s", program.operations().get(placement.operation()), setting)
                .isNull();
          }
        }
      }
    }
  }

  @Test
  void everyOperatorCostsSomethingFiniteWithASource() {
    Costs costs = new Costs(catalog());
    ProgramProfile program = KitPrograms.everyOperator();
    for (Costs.Place place : costs.places()) {
      Estimate estimate = costs.of(program, place);
      assertThat(estimate.operations())
          .as("the operations on %s", place)
          .hasSameSizeAs(program.operations());
      for (Figure figure : figures(estimate)) {
        if (!isSane(figure)) {
          assertThat(figure).as("a figure for %s", place).isNull();
        }
      }
    }
  }

  @Test
  void theSameProgramCostsTheSameEachTime() {
    Costs costs = new Costs(catalog());
    Costs again = new Costs(catalog());
    ProgramProfile program = KitPrograms.linear(8, KitEncodings.dense(Shape.of(256, 256)));
    for (Costs.Place place : costs.places()) {
      assertThat(costs.of(program, place)).isEqualTo(again.of(program, place));
    }
  }

  @Test
  void moreBytesAreNeverFaster() {
    Costs costs = new Costs(catalog());
    for (Costs.Place place : costs.places()) {
      List<ProgramProfile> larger = new ArrayList<>();
      List<ProgramProfile> narrower = new ArrayList<>();
      List<ProgramProfile> longer = new ArrayList<>();
      for (long size : new long[] {64, 256, 1024, 4096, 8192}) {
        larger.add(KitPrograms.linear(1, KitEncodings.dense(Shape.of(size, size))));
        narrower.add(KitPrograms.linear(1, KitEncodings.lookups(Shape.of(size, size)).get(3)));
        longer.add(KitPrograms.linear(size, KitEncodings.dense(Shape.of(64, 64))));
      }
      for (List<ProgramProfile> growing : List.of(larger, narrower, longer)) {
        double before = 0;
        for (ProgramProfile program : growing) {
          double latency = costs.of(program, place).latency().value();
          assertThat(latency)
              .as("milliseconds on %s, which grow with %s", place, program.inputs())
              .isGreaterThanOrEqualTo(before * (1 - SLACK));
          before = latency;
        }
      }
    }
  }

  @Test
  void moreBitsAreNeverSmaller() {
    Costs costs = new Costs(catalog());
    Shape matrix = Shape.of(1024, 1024);
    for (Costs.Place place : costs.places()) {
      for (List<Encoding> growing :
          List.of(KitEncodings.lookups(matrix), KitEncodings.integers(matrix))) {
        double disk = 0;
        double resident = 0;
        for (Encoding encoding : growing) {
          Estimate estimate = costs.of(KitPrograms.linear(1, encoding), place);
          assertThat(estimate.weightsOnDisk().value())
              .as("bytes of %s for %s", encoding, place)
              .isGreaterThanOrEqualTo(disk);
          assertThat(estimate.weightsResident().value())
              .as("resident bytes of %s on %s", encoding, place)
              .isGreaterThanOrEqualTo(resident);
          disk = estimate.weightsOnDisk().value();
          resident = estimate.weightsResident().value();
        }
      }
    }
  }

  /** Whether a figure is finite, not negative, and says where it is from. */
  private static boolean isSane(Figure figure) {
    return figure.low() >= 0
        && figure.high() < Double.POSITIVE_INFINITY
        && figure.evidence() != null
        && !figure.source().isBlank();
  }

  private static List<Figure> figures(Estimate estimate) {
    List<Figure> figures =
        new ArrayList<>(
            List.of(
                estimate.latency(),
                estimate.weightsOnDisk(),
                estimate.weightsResident(),
                estimate.activationPeak(),
                estimate.states(),
                estimate.firstLoad(),
                estimate.energy()));
    estimate.operations().forEach(operation -> figures.add(operation.latency()));
    return figures;
  }

  private static List<Device> oneForEachChip(HardwareCatalog catalog) {
    Set<String> chips = new HashSet<>();
    List<Device> devices = new ArrayList<>();
    for (Device device : catalog.devices()) {
      if (chips.add(device.chip().id())) {
        devices.add(device);
      }
    }
    return devices;
  }

  private static OsVersion system(Device device) {
    return device.systems().isEmpty() ? ANY : device.systems().getFirst().value().oldest();
  }

  /** Estimates with all operations of a program on one unit. */
  private static final class Costs {
    private final HardwareCatalog catalog;
    private final Estimator estimator;

    /**
     * A device with the unit that everything runs on.
     *
     * @param target the device
     * @param unit the unit
     */
    record Place(TargetSetting target, ComputeUnit unit) {
      Judgement judge(ProgramProfile program) {
        List<Placement> placements = new ArrayList<>();
        for (OperationProfile operation : program.operations()) {
          placements.add(
              new Placement(
                  operation.index(),
                  unit,
                  "the test puts it there",
                  Optional.empty(),
                  Confidence.HIGH,
                  Evidence.GUESSED,
                  "the test kit",
                  "test-kit"));
        }
        return new Judgement(program, target, placements, List.of(), List.of(), List.of());
      }

      @Override
      public String toString() {
        return target.device().id() + " (" + unit + ")";
      }
    }

    Costs(HardwareCatalog catalog) {
      this.catalog = catalog;
      this.estimator = new Estimator(List.of(catalog), List.of());
    }

    /** One device of each chip with each unit, as far as anything is known of its costs. */
    List<Place> places() {
      ProgramProfile program = KitPrograms.linear(1, KitEncodings.dense(Shape.of(64, 64)));
      List<Place> known = new ArrayList<>();
      for (Device device : oneForEachChip(catalog)) {
        for (ComputeUnit unit : ComputeUnit.values()) {
          Place place =
              new Place(new TargetSetting(device, system(device), ComputeUnits.ALL), unit);
          if (estimator.knows(place.judge(program))) {
            known.add(place);
          }
        }
      }
      assumeThat(known).as("targets of whose costs anything is known").isNotEmpty();
      return known;
    }

    Estimate of(ProgramProfile program, Place place) {
      return estimator.estimate(place.judge(program)).estimate();
    }
  }
}
