package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coremill.api.target.ComputeUnits;
import dev.coremill.api.target.OsVersion;
import dev.coremill.core.check.CheckRequest;
import dev.coremill.core.check.PackageCheck;
import dev.coremill.core.check.SystemVerdict;
import dev.coremill.core.check.TargetCatalogs;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.shape.ShapeOverrides;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Verdicts on packages equal those of an independent reader: {@code -Dcoremill.fixtures=FOLDER}, a
 * folder with packages anywhere in it, and {@code -Dcoremill.verify=PROGRAM}, which is called with
 * {@code legal --target iOS16 PACKAGE} and ends with 0 where the package is valid there.
 */
class FixturesLegalityWholeTest {
  /** Every iOS from 15 to 26 that there is. */
  private static final List<String> SYSTEMS = List.of("iOS15", "iOS16", "iOS17", "iOS18", "iOS26");

  @Test
  void everyVerdictIsThatOfAnIndependentReader(TestReporter reporter)
      throws IOException, InterruptedException {
    String fixtures = System.getProperty("coremill.fixtures", "");
    String verify = System.getProperty("coremill.verify", "");
    assumeTrue(
        !fixtures.isEmpty() && !verify.isEmpty(),
        "SKIPPED: no packages given with -Dcoremill.fixtures=FOLDER and -Dcoremill.verify=PROGRAM");
    List<String> differences = new ArrayList<>();
    int verdicts = 0;
    int illegal = 0;
    for (Path each : packages(Path.of(fixtures))) {
      for (SystemVerdict verdict : verdicts(each)) {
        String system = verdict.system().toString();
        boolean legal = isLegal(verify, system, each);
        verdicts++;
        illegal += legal ? 0 : 1;
        if (legal != verdict.legal()) {
          differences.add(each + " on " + system + ": " + verdict.findings());
        }
      }
    }
    reporter.publishEntry(
        verdicts + " verdicts, " + illegal + " illegal, " + differences.size() + " differ");
    assertThat(verdicts).isPositive();
    assertThat(differences).isEmpty();
  }

  private static List<Path> packages(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".mlpackage")).sorted().toList();
    }
  }

  private static List<SystemVerdict> verdicts(Path path) {
    PackageCheck check = new PackageCheck(new TargetCatalogs(EncodingBench.PLUGINS.catalogs()));
    List<OsVersion> systems = SYSTEMS.stream().map(OsVersion::parse).toList();
    try (ModelPackage source = ModelPackage.open(path)) {
      return check
          .check(
              source, new CheckRequest(List.of(), systems, ComputeUnits.ALL, ShapeOverrides.NONE))
          .systems();
    }
  }

  private static boolean isLegal(String verify, String system, Path path)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(verify, "legal", "--target", system, path.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    int exit = process.waitFor();
    assertThat(exit).as("%s legal --target %s %s", verify, system, path).isBetween(0, 1);
    return exit == 0;
  }
}
