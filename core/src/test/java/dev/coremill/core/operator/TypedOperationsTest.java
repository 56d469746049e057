package dev.coremill.core.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.operator.OperatorCatalog;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.Opset;
import dev.coremill.api.target.OperationProfile;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.mlpackage.ProgramPart;
import dev.coremill.core.profile.ProgramProfiler;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TypedOperationsTest {
  private static final Path PACKAGES = Path.of("src/test/resources/packages");

  /** Types are found without shapes, and are those of the profile, which has both. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "digits-cnn",
        "digits-cnn-4bit-ios16",
        "digits-multifunction",
        "digits-pipeline-classifier"
      })
  void theyAreThoseOfTheProfile(String name) {
    List<TypedOperation> found = new ArrayList<>();
    List<TypedOperation> expected = new ArrayList<>();
    try (ModelPackage source = ModelPackage.open(PACKAGES.resolve(name + ".mlpackage"))) {
      for (ProgramPart part : source.programs()) {
        for (Map.Entry<String, Function> each : part.program().functions().entrySet()) {
          Function function = each.getValue();
          found.addAll(TypedOperations.of(function.inputs(), function.body().orElseThrow()));
          for (OperationProfile profile :
              new ProgramProfiler().profile(each.getKey(), function).operations()) {
            expected.add(TypedOperation.of(profile));
          }
        }
      }
    }
    assertThat(found).hasSameSizeAs(expected).isNotEmpty();
    OperationLegality legality = new OperationLegality(OperatorCatalog.shipped());
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i).operation()).isSameAs(expected.get(i).operation());
      assertThat(found.get(i).operands())
          .extracting(operand -> operand.argument() + " " + operand.type())
          .isEqualTo(
              expected.get(i).operands().stream()
                  .map(operand -> operand.argument() + " " + operand.type())
                  .toList());
      for (Opset opset : Opset.values()) {
        assertThat(legality.findings(found.get(i), opset))
            .isEqualTo(legality.findings(expected.get(i), opset));
      }
    }
  }
}
