package dev.coremill.core.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.target.Chip;
import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.ComputeUnits;
import dev.coremill.api.target.Device;
import dev.coremill.api.target.EncodingUse;
import dev.coremill.api.target.Evidence;
import dev.coremill.api.target.HardwareCatalog;
import dev.coremill.api.target.OsRange;
import dev.coremill.api.target.OsVersion;
import dev.coremill.api.target.Placement;
import dev.coremill.api.target.Sourced;
import dev.coremill.api.target.TargetSetting;
import dev.coremill.api.target.Verdict;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.placement.Judgement;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.shape.ShapeOverrides;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PackageCheckTest {
  /** A vendor whose iOS17 loads nothing but dense weights. */
  private static final HardwareCatalog CATALOG =
      new HardwareCatalog() {
        @Override
        public String vendor() {
          return "Example";
        }

        @Override
        public List<Device> devices() {
          Chip chip = new Chip("c-1", "C1", Map.of());
          return List.of(
              new Device("phone", "Phone", chip, List.of(range("iOS16", "iOS17"))),
              new Device("pad", "Pad", chip, List.of(range("iPadOS16", ""))));
        }

        @Override
        public Verdict check(EncodingUse use, OsVersion system, ComputeUnits units) {
          boolean legal = use.encoding().isDense() || system.major() > 17;
          return new Verdict(
              legal,
              "compressed weights",
              legal ? Optional.empty() : Optional.of(OsVersion.parse("iOS18")),
              Evidence.PUBLISHED,
              "the sheet");
        }
      };

  private static Sourced<OsRange> range(String oldest, String newest) {
    return new Sourced<>(
        new OsRange(
            OsVersion.parse(oldest),
            newest.isEmpty() ? Optional.empty() : Optional.of(OsVersion.parse(newest))),
        Evidence.PUBLISHED,
        "the sheet");
  }

  private static CheckReport check(
      String fixture, List<String> targets, List<String> systems, ComputeUnits units) {
    Path path = Path.of("src/test/resources/packages", fixture + ".mlpackage");
    try (ModelPackage source = ModelPackage.open(path)) {
      return new PackageCheck(new TargetCatalogs(List.of(CATALOG)))
          .check(
              source,
              new CheckRequest(
                  targets,
                  systems.stream().map(OsVersion::parse).toList(),
                  units,
                  ShapeOverrides.NONE));
    }
  }

  @Test
  void aSystemThatIsTooOldForTheOpsetIsToldTheFirstThatIsNot() {
    CheckReport report =
        check("digits-cnn", List.of(), List.of("iOS15", "macOS13"), ComputeUnits.ALL);

    assertThat(report.legal()).isFalse();
    assertThat(report.systems().getFirst().firstOs()).contains(OsVersion.parse("iOS16"));
    assertThat(report.systems().getFirst().findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.reason()).contains("CoreML6", "needs iOS16");
          assertThat(finding.mend())
              .isEqualTo("raise the minimum to iOS16, or convert the model again for iOS15");
        });
    assertThat(report.systems().getLast().legal()).isTrue();
    assertThat(report.targets())
        .extracting(TargetVerdict::name)
        .containsExactly("any device with iOS15");
  }

  @Test
  void weightsWithOneFaultAreOneFindingWithTheNearestEncoding() {
    CheckReport report =
        check("digits-cnn-4bit-ios16", List.of("phone"), List.of(), ComputeUnits.ALL);

    assertThat(report.systems()).isEmpty();
    assertThat(report.targets())
        .singleElement()
        .satisfies(target -> {
          assertThat(target.setting().system()).isEqualTo(OsVersion.parse("iOS17"));
          assertThat(target.judgements()).isEmpty();
          assertThat(target.legality().findings())
              .singleElement()
              .satisfies(finding -> {
                assertThat(finding.places()).hasSizeGreaterThan(1);
                assertThat(finding.mend())
                    .isEqualTo("raise the minimum to iOS18, or store it as float16");
                assertThat(finding.source()).isEqualTo("the sheet");
              });
        });
  }

  @Test
  void everyOperationOfEveryFunctionIsPlacedOnTheUnitsThatAreAllowed() {
    CheckReport report =
        check("digits-multifunction", List.of("pad"), List.of(), ComputeUnits.CPU_AND_GPU);
    List<Judgement> judgements = report.targets().getFirst().judgements();

    assertThat(report.legal()).isTrue();
    assertThat(judgements)
        .extracting(judgement -> judgement.profile().function())
        .containsExactlyInAnyOrder("classify", "parity");
    assertThat(judgements)
        .allSatisfy(judgement ->
            assertThat(judgement.placements())
                .hasSameSizeAs(judgement.profile().operations())
                .extracting(Placement::unit)
                .containsOnly(ComputeUnit.GPU));
  }

  @Test
  void withoutSystemsTheModelsOwnRequirementIsChecked() {
    assertThat(check("digits-cnn", List.of(), List.of(), ComputeUnits.ALL).systems())
        .extracting(SystemVerdict::system)
        .containsExactly(OsVersion.parse("iOS16"));
  }

  @Test
  void anUnknownTargetIsToldTheNearest() {
    assertThatThrownBy(() -> check("digits-cnn", List.of("phones"), List.of(), ComputeUnits.ALL))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("there is no target 'phones'; did you mean 'phone'?");
  }

  @Test
  void aDeviceRunsTheOldestSystemThatIsAskedForAndOtherwiseItsNewest() {
    Device phone = CATALOG.devices().getFirst();
    Device pad = CATALOG.devices().getLast();

    assertThat(systems(phone)).containsExactly("iOS17");
    assertThat(systems(phone, "iOS16")).containsExactly("iOS16");
    assertThat(systems(phone, "iOS15")).as("older than the device").containsExactly("iOS16");
    assertThat(systems(phone, "iOS18")).as("newer than the device").containsExactly("iOS17");
    assertThat(systems(phone, "macOS14")).containsExactly("iOS17");
    assertThat(systems(pad)).containsExactly("iPadOS26");
    assertThat(systems(pad, "iOS18")).containsExactly("iPadOS18");
    assertThat(systems(pad, "iOS18", "iPadOS17")).containsExactly("iPadOS17");
  }

  private static List<String> systems(Device device, String... minimum) {
    return Settings.of(
            device, List.of(minimum).stream().map(OsVersion::parse).toList(), ComputeUnits.ALL)
        .stream()
        .map(TargetSetting::system)
        .map(OsVersion::toString)
        .toList();
  }
}
