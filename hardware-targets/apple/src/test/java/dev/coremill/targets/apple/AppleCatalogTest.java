package dev.coremill.targets.apple;

import static dev.coremill.targets.apple.EncodingExamples.affine;
import static dev.coremill.targets.apple.EncodingExamples.dense;
import static dev.coremill.targets.apple.EncodingExamples.lookup;
import static dev.coremill.targets.apple.EncodingExamples.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.target.ComputeUnits;
import dev.coremill.api.target.EncodingUse;
import dev.coremill.api.target.HardwareCatalog;
import dev.coremill.api.target.OperatingSystem;
import dev.coremill.api.target.OsVersion;
import dev.coremill.api.target.Verdict;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.weight.Encoding;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AppleCatalogTest {
  private final AppleCatalog catalog = new AppleCatalog();

  private Verdict check(Encoding encoding, String version) {
    return catalog.check(
        new EncodingUse("conv", "weight", encoding), OsVersion.parse(version), ComputeUnits.ALL);
  }

  /** The first versions of a system beside iOS 15, 16 and 18. */
  private static int firstVersion(OperatingSystem system, int ios) {
    return switch (system) {
      case IOS, IPADOS, TVOS -> ios;
      case MACOS -> ios - 3;
      case WATCHOS -> ios - 7;
      case VISIONOS -> ios == 18 ? 2 : 1;
    };
  }

  @ParameterizedTest
  @MethodSource("dev.coremill.targets.apple.EncodingExamples#all")
  void anEncodingIsLegalFromItsFirstVersionOnOnEverySystem(EncodingExamples.Example example) {
    for (OperatingSystem system : OperatingSystem.values()) {
      boolean never = example.firstIos() == EncodingExamples.NEVER;
      int first = never ? EncodingExamples.NEVER : firstVersion(system, example.firstIos());
      for (int major = 1; major <= 27; major++) {
        OsVersion version = new OsVersion(system, major, 0);
        Verdict verdict = check(example.encoding(), version.toString());

        assertThat(verdict.legal()).as("%s: %s", version, verdict).isEqualTo(major >= first);
        assertThat(verdict.firstOs())
            .isEqualTo(
                verdict.legal() || never
                    ? Optional.empty()
                    : Optional.of(new OsVersion(system, first, 0)));
        assertThat(verdict.reason()).isNotBlank();
        assertThat(verdict.source()).contains("coremltools");
      }
    }
  }

  @Test
  void theReasonNamesTheRuleAndWhatTheVersionOffersInstead() {
    Encoding grouped = lookup(4, table(4, 1, 16, 1));

    assertThat(check(grouped, "iOS17").reason())
        .isEqualTo(
            "lookup tables per group of channels need iOS18 (opset CoreML8);"
                + " on iOS17 only one table per weight");
    assertThat(check(grouped, "macOS14.2").reason())
        .isEqualTo(
            "lookup tables per group of channels need macOS15 (opset CoreML8);"
                + " on macOS14.2 only one table per weight");
    assertThat(check(grouped, "iOS18").reason())
        .isEqualTo(
            "lookup tables per group of channels need iOS18 (opset CoreML8), which iOS18 has");
  }

  @Test
  void aVersionBeforeCompressedWeightsIsNotSaidToHaveTables() {
    assertThat(check(lookup(4, table(4, 1, 16, 1)), "iOS15").reason())
        .isEqualTo(
            "lookup tables need iOS16 (opset CoreML6); on iOS15 weights can only be dense;"
                + " lookup tables per group of channels need iOS18 (opset CoreML8)");
  }

  @Test
  void everyBrokenRuleIsNamed() {
    Encoding encoding = affine(dense(DataType.INT4, 8, 4), dense(DataType.FLOAT16, 8, 2));

    assertThat(check(encoding, "iOS17").reason())
        .contains("4-bit linearly quantized weights need iOS18")
        .contains("scales per block need iOS18");
  }

  @Test
  void partsThatDoNotFitAreIllegalEverywhereAndTheReasonSaysWhich() {
    Encoding fiveBits = new Encoding.Lookup(dense(DataType.UINT6, 8, 4), table(1, 1, 32, 1), 0);

    Verdict verdict = check(fiveBits, "iOS26");

    assertThat(verdict.legal()).isFalse();
    assertThat(verdict.firstOs()).isEmpty();
    assertThat(verdict.reason()).contains("run on no system").contains("32 entries");
  }

  @Test
  void aSystemBeforeMlProgramsLoadsNothing() {
    Verdict verdict = check(dense(DataType.FLOAT16, 8, 4), "macOS11");

    assertThat(verdict.legal()).isFalse();
    assertThat(verdict.reason()).isEqualTo("dense weights need macOS12 (opset CoreML5)");
    assertThat(verdict.firstOs()).contains(OsVersion.parse("macOS12"));
  }

  @Test
  void theServiceLoaderFindsTheCatalog() {
    assertThat(ServiceLoader.load(HardwareCatalog.class))
        .singleElement()
        .satisfies(found -> {
          assertThat(found.vendor()).isEqualTo("Apple");
          assertThat(found.devices()).hasSizeGreaterThan(100);
          assertThat(found.devices()).isSameAs(found.devices());
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lookup,CoreML66,words,,published,s | encodings.csv:3: no opset 'CoreML66'
          look,CoreML6,words,,published,s    | encodings.csv:3: no feature 'look'
          lookup,CoreML6,,,published,s       | encodings.csv:3: an empty 'features'
          lookup,CoreML6,words,,published,s  | encodings.csv:1: no rule for 'dense'
          """)
  void aBadRuleIsReportedWithItsLine(String line, String message) {
    String text = "version,1\n" + String.join(",", EncodingRule.COLUMNS) + "\n" + line + "\n";
    List<DataRow> rows =
        DataFile.parse(
            "encodings.csv", text.getBytes(StandardCharsets.UTF_8), EncodingRule.COLUMNS);

    assertThatThrownBy(() -> EncodingRule.all(rows))
        .isInstanceOf(DataFileException.class)
        .hasMessageStartingWith(message);
  }
}
