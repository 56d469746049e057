package dev.coremill.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Opset;
import dev.coremill.api.program.Program;
import dev.coremill.api.program.UnknownFields;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.target.ComputeUnits;
import dev.coremill.api.target.Deployment;
import dev.coremill.api.target.OsVersion;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.core.inspect.Inspector;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.mlpackage.ProgramPart;
import dev.coremill.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that contradict themselves, by design or by damage. */
class DamagedProgramTest {
  private static final Path SOURCE = Path.of("src/test/resources/packages/digits-cnn.mlpackage");
  private static final String MODEL = "Data/com.apple.CoreML/model.mlmodel";
  private static final String WEIGHTS = "Data/com.apple.CoreML/weights/weight.bin";
  private static final int CASES = 50;

  @TempDir Path folder;

  @Test
  void aNameThatNothingDefinesIsReportedWithItsUser() {
    assertRefused(
        "p: function main: relu 'a' uses 'nothing' (x) before anything defines it; the package is"
            + " damaged",
        operation("relu", "a", "nothing"));
  }

  @Test
  void aCycleIsReported() {
    assertRefused(
        "relu 'a' uses 'b' (x) before anything defines it",
        operation("relu", "a", "b"),
        operation("relu", "b", "a"));
  }

  @Test
  void anOperationThatUsesItselfIsReported() {
    assertRefused("relu 'a' uses 'a' (x)", operation("relu", "a", "a"));
  }

  @Test
  void aNameThatIsDefinedTwiceIsReported() {
    assertRefused(
        "'a' is defined twice", operation("relu", "a", "image"), operation("relu", "a", "image"));
  }

  @Test
  void aNameOfAnInnerBlockIsNotSeenOutside() {
    Block inner = block(operation("relu", "a", "image"));
    assertRefused(
        "relu 'b' uses 'a' (x)",
        operation("cond", "c", "image").withBlocks(List.of(inner)),
        operation("relu", "b", "a"));
  }

  @Test
  void bothBlocksOfAConditionMayUseAName() {
    Block inner = block(operation("relu", "a", "image"));
    SourceCheck.check(
        "p", program(operation("cond", "c", "image").withBlocks(List.of(inner, inner))));
  }

  @Test
  void aSystemOfTheFutureIsReported() {
    Deployment deployment = new Deployment(List.of(OsVersion.parse("iOS99")), ComputeUnits.ALL);

    assertThatThrownBy(() -> new OpsetChoice(deployment))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("iOS99 is newer than every system")
        .hasMessageContaining("iOS26");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void anyDamagedPackageIsReadOrReported(long seed) throws IOException {
    Path copy = folder.resolve("copy.mlpackage");
    try (Stream<Path> files = Files.walk(SOURCE)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(SOURCE.relativize(file).toString()));
      }
    }
    byte[] model = Files.readAllBytes(SOURCE.resolve(MODEL));
    byte[] weights = Files.readAllBytes(SOURCE.resolve(WEIGHTS));
    Random random = new Random(seed);
    int reported = 0;
    for (int i = 0; i < CASES; i++) {
      byte[] damagedModel = model.clone();
      byte[] damagedWeights = weights.clone();
      for (int flip = random.nextInt(4); flip >= 0; flip--) {
        damagedModel[random.nextInt(model.length)] ^= (byte) (1 << random.nextInt(8));
        damagedWeights[random.nextInt(random.nextInt(8) == 0 ? 128 : weights.length)] =
            (byte) random.nextInt();
      }
      Files.write(copy.resolve(MODEL), damagedModel);
      Files.write(copy.resolve(WEIGHTS), damagedWeights);
      try {
        read(copy);
      } catch (ProblemException problem) {
        assertThat(problem.problems()).isNotEmpty();
        reported++;
      }
    }
    assertThat(reported).isPositive();
  }

  /** Everything that comes before the work on weights. */
  private static void read(Path path) {
    try (ModelPackage source = ModelPackage.open(path)) {
      assertThat(new Inspector(true).inspect(source)).isNotNull();
      SourceCheck.check("p", source.programs());
      OpsetChoice opsets = new OpsetChoice(new Deployment(List.of(), ComputeUnits.ALL));
      for (ProgramPart part : source.programs()) {
        List<Weight> weights = new WeightLister().list(opsets.prepare(part));
        MaskCheck.check(weights);
        for (Weight weight : weights) {
          assertThat(ErrorMeter.firstNonFinite(weight.expression())).isGreaterThanOrEqualTo(-1);
        }
      }
    }
  }

  private static void assertRefused(String words, Operation... operations) {
    assertThatThrownBy(() -> SourceCheck.check("p", program(operations)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(words);
  }

  private static List<ProgramPart> program(Operation... operations) {
    String opset = Opset.CORE_ML_8.text();
    Function function =
        new Function(
            List.of(output("image")),
            opset,
            Map.of(opset, block(operations)),
            Map.of(),
            UnknownFields.NONE);
    Program program = new Program(1, Map.of("main", function), "", Map.of(), UnknownFields.NONE);
    return List.of(new ProgramPart("", 9, program));
  }

  private static Block block(Operation... operations) {
    return new Block(List.of(), List.of(), List.of(operations), Map.of(), UnknownFields.NONE);
  }

  private static Operation operation(String type, String name, String input) {
    return new Operation(
        type,
        Map.of("x", List.of(new Binding.Reference(input))),
        List.of(output(name)),
        List.of(),
        Map.of(),
        UnknownFields.NONE);
  }

  private static NamedType output(String name) {
    return new NamedType(name, ValueType.OfTensor.of(DataType.FLOAT16, Shape.of(1)));
  }
}
