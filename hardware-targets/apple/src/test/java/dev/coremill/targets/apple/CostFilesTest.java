package dev.coremill.targets.apple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.CostConstant;
import dev.coremill.api.target.Evidence;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CostFilesTest {
  @Test
  void everyConstantHasASourceAndABandAroundItsValue() {
    assertThat(CostFiles.constants())
        .isNotEmpty()
        .allSatisfy(constant -> {
          assertThat(constant.value().source()).as(constant.name()).isNotBlank();
          assertThat(constant.value().value())
              .as("%s", constant)
              .isBetween(constant.value().low(), constant.value().high());
        });
  }

  @Test
  void everyConstantIsOfAChipThatThereIs() {
    Set<String> chips = DeviceFiles.chips().keySet();

    assertThat(CostFiles.constants())
        .allSatisfy(constant -> assertThat(chips).containsAll(constant.chip().stream().toList()));
  }

  @Test
  void everyChipHasASpeedOnEachUnit() {
    for (String chip : DeviceFiles.chips().keySet()) {
      for (ComputeUnit unit : new ComputeUnit[] {ComputeUnit.CPU, ComputeUnit.GPU}) {
        assertThat(CostFiles.constants())
            .as("%s of %s", unit, chip)
            .anyMatch(constant -> isSpeed(constant, chip, unit) || chip.equals("r1"));
      }
    }
  }

  private static boolean isSpeed(CostConstant constant, String chip, ComputeUnit unit) {
    return constant.name().equals("speed")
        && constant.chip().filter(chip::equals).isPresent()
        && constant.unit().filter(unit::equals).isPresent();
  }

  @Test
  void whatWasFittedIsMarkedSo() {
    assertThat(CostFiles.constants(DataFile.resource(CostFiles.FITTED, CostFiles.COLUMNS)))
        .isNotEmpty()
        .allMatch(constant -> constant.value().evidence() == Evidence.FITTED);
    assertThat(CostFiles.constants(DataFile.resource(CostFiles.PUBLISHED, CostFiles.COLUMNS)))
        .noneMatch(constant -> constant.value().evidence() == Evidence.FITTED);
  }

  @Test
  void aNegativeValueIsRefusedWithItsLine() {
    String text =
        "version,1\n"
            + String.join(",", CostFiles.COLUMNS)
            + "\nfixed_ms,,cpu,,-1,-1,-1,guessed,x\n";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(
            () -> CostFiles.constants(DataFile.parse("costs.csv", bytes, CostFiles.COLUMNS)))
        .isInstanceOf(DataFileException.class)
        .hasMessageContaining("3")
        .hasMessageContaining("'-1'");
  }
}
