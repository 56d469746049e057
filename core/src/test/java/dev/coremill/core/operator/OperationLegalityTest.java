package dev.coremill.core.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coremill.api.operator.OperatorCatalog;
import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Opset;
import dev.coremill.api.program.UnknownFields;
import dev.coremill.api.target.OperandProfile;
import dev.coremill.api.target.OperationProfile;
import dev.coremill.api.target.ProgramProfile;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.operator.OperationLegality.Finding;
import dev.coremill.core.profile.ProgramProfiler;
import dev.coremill.core.profile.Structures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperationLegalityTest {
  private static final Path PACKAGES = Path.of("src/test/resources/packages");

  private final OperationLegality legality = new OperationLegality(OperatorCatalog.shipped());

  @TempDir Path folder;

  /** An operation whose arguments have these types; a type in lower case is a constant's. */
  private static OperationProfile operation(String type, String... arguments) {
    Map<String, List<Binding>> inputs = new LinkedHashMap<>();
    List<OperandProfile> operands = new ArrayList<>();
    for (int i = 0; i < arguments.length; i += 2) {
      String name = arguments[i];
      inputs
          .computeIfAbsent(name.replaceAll("\\[.*", ""), _ -> new ArrayList<>())
          .add(new Binding.Reference(name));
      boolean constant = arguments[i + 1].equals(arguments[i + 1].toLowerCase(Locale.ROOT));
      DataType dataType = DataType.valueOf(arguments[i + 1].toUpperCase(Locale.ROOT));
      Shape shape = Shape.of(1);
      operands.add(
          new OperandProfile(
              name,
              name,
              dataType,
              shape,
              constant ? Optional.of(new Encoding.Dense(dataType, shape)) : Optional.empty(),
              false));
    }
    Operation plain =
        new Operation(type, inputs, List.of(), List.of(), Map.of(), UnknownFields.NONE);
    return new OperationProfile(0, "it", type, plain, operands, List.of(), 0, 1);
  }

  @Test
  void anOperatorOfANewerOpsetIsLegalFromThereOn() {
    OperationProfile attention =
        operation(
            "scaled_dot_product_attention",
            "query",
            "FLOAT16",
            "key",
            "FLOAT16",
            "value",
            "FLOAT16");

    assertThat(legality.findings(attention, Opset.CORE_ML_7))
        .containsExactly(
            new Finding(
                "",
                "CoreML7 has no scaled_dot_product_attention; it comes with CoreML8",
                Optional.of(Opset.CORE_ML_8)));
    assertThat(legality.findings(attention, Opset.CORE_ML_8)).isEmpty();
    assertThat(legality.accepted(attention)).contains(Opset.CORE_ML_8);
  }

  @Test
  void anOperatorThatNobodyKnowsIsLegalNowhere() {
    OperationProfile unknown = operation("my_operator", "x", "FLOAT16");

    assertThat(legality.isKnown(unknown.type())).isFalse();
    assertThat(legality.findings(unknown, Opset.CORE_ML_9))
        .containsExactly(
            new Finding("", "the operator my_operator is not known", Optional.empty()));
    assertThat(legality.accepted(unknown)).isEmpty();
  }

  @Test
  void anArgumentOfANewerOpsetIsNamedWithTheOpsetThatHasIt() {
    OperationProfile gather =
        operation(
            "gather", "x", "FLOAT16", "indices", "INT32", "axis", "int32", "batch_dims", "int32");

    assertThat(legality.findings(gather, Opset.CORE_ML_5))
        .containsExactly(
            new Finding(
                "batch_dims",
                "gather has no argument batch_dims in CoreML5",
                Optional.of(Opset.CORE_ML_6)));
    assertThat(legality.findings(gather, Opset.CORE_ML_6)).isEmpty();
  }

  @Test
  void anArgumentThatIsGoneIsNamedWithTheOpsetThatHadIt() {
    OperationProfile crop = operation("crop_resize", "x", "FLOAT16", "roi", "FLOAT16");

    assertThat(legality.findings(crop, Opset.CORE_ML_7))
        .extracting(Finding::argument)
        .containsExactly("roi", "boxes");
    assertThat(legality.findings(crop, Opset.CORE_ML_7).getFirst().accepted())
        .contains(Opset.CORE_ML_5);
    assertThat(legality.accepted(crop)).contains(Opset.CORE_ML_5);
  }

  @Test
  void aTypeThatAnOpsetDoesNotTakeIsNamedWithThoseThatItTakes() {
    OperationProfile gather = operation("gather", "x", "UINT8", "indices", "INT32");

    assertThat(legality.findings(gather, Opset.CORE_ML_6))
        .containsExactly(
            new Finding(
                "x",
                "x is uint8; gather takes float16, float32 or int32 there in CoreML6",
                Optional.of(Opset.CORE_ML_7)));
    assertThat(legality.accepted(gather)).contains(Opset.CORE_ML_7);
    OperationProfile never = operation("relu", "x", "INT32");
    assertThat(legality.accepted(never)).isEmpty();
    assertThat(legality.findings(never, Opset.CORE_ML_9).getFirst().accepted()).isEmpty();
  }

  @Test
  void argumentsOfDifferentTypesAreLegalOnlyWhereTheOpsetMixesThem() {
    OperationProfile linear = operation("linear", "x", "FLOAT16", "weight", "float32");

    assertThat(legality.findings(linear, Opset.CORE_ML_6))
        .extracting(Finding::reason)
        .containsExactly("weight is float32 and x is float16; they must be the same in CoreML6");
    assertThat(legality.findings(linear, Opset.CORE_ML_7)).isEmpty();
  }

  @Test
  void anArgumentThatMustBeConstantMayNotBeComputed() {
    OperationProfile conv =
        operation("conv", "x", "FLOAT16", "weight", "float16", "bias", "FLOAT16");

    assertThat(legality.findings(conv, Opset.CORE_ML_6))
        .extracting(Finding::reason)
        .containsExactly("bias is computed by the program; it must be constant in CoreML6");
    assertThat(legality.findings(conv, Opset.CORE_ML_7)).isEmpty();
  }

  @Test
  void aMissingArgumentAndTooManyValuesAreFound() {
    assertThat(legality.findings(operation("add", "x", "FLOAT16"), Opset.CORE_ML_9))
        .extracting(Finding::reason)
        .containsExactly("add needs the argument y");
    assertThat(
            legality.findings(
                operation("relu", "x[0]", "FLOAT16", "x[1]", "FLOAT16"), Opset.CORE_ML_9))
        .extracting(Finding::reason)
        .containsExactly("x takes one value alone");
    assertThat(
            legality.findings(
                operation(
                    "concat", "values[0]", "FLOAT16", "values[1]", "FLOAT16", "axis", "int32"),
                Opset.CORE_ML_9))
        .extracting(Finding::reason)
        .noneMatch(reason -> reason.contains("values"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "digits-cnn",
        "digits-cnn-4bit-ios16",
        "digits-multifunction",
        "digits-pipeline-classifier"
      })
  void everyOperationOfAConvertedPackageIsLegalInItsOpset(String name) {
    assertThat(findings(PACKAGES.resolve(name + ".mlpackage"))).isEmpty();
  }

  /** More packages, and archives of packages: {@code -Dcoremill.fixtures=FOLDER}. */
  @Test
  void everyOperationOfEveryPackageOfAFolderIsLegalInItsOpset() throws IOException {
    String fixtures = System.getProperty("coremill.fixtures", "");
    assumeTrue(!fixtures.isEmpty(), "SKIPPED: no packages given with -Dcoremill.fixtures=FOLDER");
    List<String> findings = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of(fixtures))) {
      for (Path each : files.sorted().toList()) {
        if (each.toString().endsWith(".mlpackage.zip")) {
          findings.addAll(findings(Structures.unpack(each, folder)));
        } else if (each.toString().endsWith(".mlpackage")) {
          findings.addAll(findings(each));
        }
      }
    }
    assertThat(findings).isEmpty();
  }

  private List<String> findings(Path path) {
    List<String> findings = new ArrayList<>();
    try (ModelPackage source = ModelPackage.open(path)) {
      for (ProgramProfile profile : new ProgramProfiler().profiles(source)) {
        for (OperationProfile operation : profile.operations()) {
          for (Finding finding : legality.findings(operation, profile.opset())) {
            findings.add(path.getFileName() + " " + operation.name() + ": " + finding.reason());
          }
        }
      }
    }
    return findings;
  }
}
