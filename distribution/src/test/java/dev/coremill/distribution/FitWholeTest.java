package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The constants that are shipped come from the measurements that are shipped with the sources. */
class FitWholeTest {
  private static final Path APPLE = Launcher.root().resolve("hardware-targets/apple/src");
  private static final String MODEL = "examples/digits-cnn.mlpackage";

  @TempDir static Path folder;
  private static Launcher coremill;

  @BeforeAll
  static void prepare() throws IOException, InterruptedException {
    coremill = new Launcher(folder);
    coremill.prepare();
  }

  private static String fit(String name) {
    return APPLE.resolve("fit").resolve(name).toString();
  }

  @Test
  void aFitMakesTheShippedConstantsByteForByte() throws Exception {
    String table =
        coremill
            .run(
                "fit",
                fit("measurements.csv"),
                "--networks",
                fit("networks.csv"),
                "--network-names",
                fit("network-names.csv"),
                "--constants",
                "fitted.csv")
            .succeeded()
            .output();

    assertThat(folder.resolve("fitted.csv"))
        .hasSameBinaryContentAs(
            APPLE.resolve("main/resources/dev/coremill/targets/apple/cost-fitted.csv"));
    assertThat(table)
        .containsPattern("all +160 +37 +\\d+\\.\\d %")
        .contains("Order of the configurations of a network on a chip");
  }

  @Test
  void theErrorsThatTheDocumentationStatesAreThoseOfTheFit() throws Exception {
    String page = Files.readString(Launcher.root().resolve("distribution/docs/estimates.md"));
    String table =
        coremill
            .run(
                "fit",
                fit("measurements.csv"),
                "--networks",
                fit("networks.csv"),
                "--network-names",
                fit("network-names.csv"))
            .succeeded()
            .output();

    String all = table.lines().filter(line -> line.startsWith("  all ")).findFirst().orElseThrow();
    String[] cells = all.strip().split(" {2,}", -1);
    assertThat(page)
        .contains(
            "| all | "
                + String.join(
                    " | ", new String[] {cells[1], cells[2], cells[3], cells[5], cells[6]})
                + " |");
    for (String line : table.lines().filter(each -> each.contains(" right (")).toList()) {
      assertThat(page).contains(line.strip());
    }
  }

  /** A device that takes as long as its owner measured, far from what is known of its chip. */
  @Test
  void aCalibrationMovesEstimatesToTheUsersMeasurements() throws Exception {
    coremill.file(
        "mine.csv",
        """
        version,1
        model,network,chip,os,cu_norm,weight_format,latency_ms,source
        digits,digits-cnn,A16,iOS 17,NE,fp16,8.0,my phone
        digits,digits-cnn,A16,iOS 17,NE,fp16,8.2,my phone
        """);

    coremill
        .run("calibrate", "mine.csv", "--networks", MODEL, "--constants", "mine-constants.csv")
        .succeeded();

    String[] estimate = {"estimate", MODEL, "--target", "iphone-14-pro", "--os", "iOS17", "--json"};
    String[] calibrated = {
      "estimate",
      MODEL,
      "--target",
      "iphone-14-pro",
      "--os",
      "iOS17",
      "--json",
      "--constants",
      "mine-constants.csv"
    };
    double before = latency(coremill.run(estimate).succeeded().output());
    double after = latency(coremill.run(calibrated).succeeded().output());
    assertThat(after).isGreaterThan(1.5 * before).isLessThan(9);
    assertThat(Files.readString(folder.resolve("mine-constants.csv")))
        .contains("my phone")
        .doesNotContain(",a17-pro,");
  }

  private static double latency(String json) {
    String value = json.substring(json.indexOf("\"value\"", json.indexOf("\"latency_ms\"")));
    return Double.parseDouble(value.substring(value.indexOf(':') + 1, value.indexOf(',')).strip());
  }

  @Test
  void measurementsThatCannotBeUsedAreToldWithTheMend() throws Exception {
    coremill.file("strange.csv", "version,1\nmodel,chip,latency_ms\nnobody,A16,1\n");
    Launcher.Result unknown = coremill.run("fit", "strange.csv", "--networks", MODEL);
    coremill.file("broken.csv", "version,1\nmodel,chip,latency_ms\ndigits-cnn,A16,fast\n");
    Launcher.Result broken = coremill.run("calibrate", "broken.csv", "--networks", MODEL);

    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.errors()).contains("no row can be used", "--networks");
    assertThat(broken.exitCode()).isEqualTo(2);
    assertThat(coremill.run("fit").exitCode()).isEqualTo(2);
  }
}
