package dev.coremill.core.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coremill.api.program.Block;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.ValueType;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.mlpackage.ProgramPart;
import dev.coremill.core.profile.Structures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares what inference says with what programs of the real converter state. More packages, and
 * archives of packages, below a folder: {@code -Dcoremill.fixtures=FOLDER}.
 */
class FixtureTypesTest {
  private static final Path PACKAGES = Path.of("src/test/resources/packages");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "digits-cnn",
        "digits-cnn-4bit-ios16",
        "digits-multifunction",
        "digits-pipeline-classifier"
      })
  void everyTypeOfAPackageFollowsFromItsInputs(String name) {
    assertThat(differences(PACKAGES.resolve(name + ".mlpackage"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mobilenet_v2-w1.0-96", "resnet18-224"})
  void everyTypeOfAPublishedNetworkFollowsFromItsInputs(String name) {
    assertThat(differences(Structures.unpack(name, folder))).isEmpty();
  }

  @Test
  void everyTypeOfEveryPackageOfAFolderFollowsFromItsInputs() throws IOException {
    String fixtures = System.getProperty("coremill.fixtures", "");
    assumeTrue(!fixtures.isEmpty(), "SKIPPED: no packages given with -Dcoremill.fixtures=FOLDER");
    List<String> differences = new ArrayList<>();
    for (Path each : packages(Path.of(fixtures))) {
      Path unpacked = each.toString().endsWith(".zip") ? Structures.unpack(each, folder) : each;
      differences.addAll(differences(unpacked));
    }
    assertThat(differences).isEmpty();
  }

  static List<Path> packages(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> packages =
          files
              .filter(file ->
                  file.toString().endsWith(".mlpackage")
                      || file.toString().endsWith(".mlpackage.zip"))
              .sorted()
              .toList();
      assertThat(packages).isNotEmpty();
      return packages;
    }
  }

  private static List<String> differences(Path path) {
    List<String> differences = new ArrayList<>();
    try (ModelPackage source = ModelPackage.open(path)) {
      for (ProgramPart part : source.programs()) {
        for (Map.Entry<String, Function> entry : part.program().functions().entrySet()) {
          Function function = entry.getValue();
          String name = part.path() + entry.getKey();
          InferredTypes types =
              ShapeInference.infer(
                  name, function, InputShapes.of(name, function, List.of(), ShapeOverrides.NONE));
          compare(
              path.getFileName() + " " + name, function.body().orElseThrow(), types, differences);
        }
      }
    }
    return differences;
  }

  private static void compare(
      String place, Block block, InferredTypes types, List<String> differences) {
    for (Operation operation : block.operations()) {
      // The label and the dictionary of a classifier have no shape to infer.
      if (operation.isConstant() || operation.type().equals("classify")) {
        continue;
      }
      for (NamedType output : operation.outputs()) {
        ValueType inferred = types.inferred().get(output);
        if (!output.type().equals(inferred)) {
          differences.add(
              place
                  + ": "
                  + operation.type()
                  + " "
                  + output.name()
                  + " is "
                  + output.type()
                  + ", inferred "
                  + inferred);
        }
      }
      for (Block inner : operation.blocks()) {
        compare(place, inner, types, differences);
      }
    }
  }
}
