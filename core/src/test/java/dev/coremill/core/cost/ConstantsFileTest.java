package dev.coremill.core.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.CostConstant;
import dev.coremill.api.target.Evidence;
import dev.coremill.api.target.Figure;
import dev.coremill.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConstantsFileTest {
  private static final String HEAD =
      "version,1\nname,chip,unit,kind,value,low,high,evidence,source\n";

  @TempDir Path folder;

  @Test
  void whatIsWrittenIsRead() throws IOException {
    CostConstant constant =
        new CostConstant(
            ConstantName.COMPUTE,
            Optional.of("a14"),
            Optional.of(ComputeUnit.NEURAL_ENGINE),
            Optional.of("pointwise"),
            new Figure(7.5, 5, 11.25, Evidence.FITTED, "fit, of \"two\" networks"));

    List<CostConstant> read = read(ConstantsFile.text(List.of("a comment"), List.of(constant)));

    assertThat(read).containsExactly(constant);
  }

  @Test
  void aConstantWithoutASourceIsRefusedWithItsLine() {
    refused(HEAD + "fixed_ms,,cpu,,1,1,1,guessed,\n", ":3", "without a source");
  }

  @Test
  void anUnknownConstantIsRefusedWithTheNearestName() {
    refused(HEAD + "fixed_mss,,cpu,,1,1,1,guessed,x\n", "'fixed_mss'", "fixed_ms");
  }

  @Test
  void aValueOutsideItsBandIsRefused() {
    refused(HEAD + "fixed_ms,,cpu,,3,1,2,guessed,x\n", "not inside its band");
  }

  @Test
  void aQuoteThatIsNeverClosedIsRefused() {
    refused(HEAD + "fixed_ms,,cpu,,1,1,1,guessed,\"x\n", "never closed");
  }

  private void refused(String text, String... parts) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ProblemException.class)
        .hasMessageContainingAll(parts);
  }

  private List<CostConstant> read(String text) throws IOException {
    return ConstantsFile.read(Files.writeString(folder.resolve("constants.csv"), text));
  }
}
