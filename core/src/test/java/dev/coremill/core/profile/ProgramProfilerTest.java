package dev.coremill.core.profile;

import static dev.coremill.core.profile.Samples.block;
import static dev.coremill.core.profile.Samples.constant;
import static dev.coremill.core.profile.Samples.float16;
import static dev.coremill.core.profile.Samples.function;
import static dev.coremill.core.profile.Samples.int32;
import static dev.coremill.core.profile.Samples.operation;
import static dev.coremill.core.profile.Samples.weight;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coremill.api.program.Dimension;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Opset;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.target.OperandProfile;
import dev.coremill.api.target.OperationProfile;
import dev.coremill.api.target.ProgramProfile;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.shape.ShapeOverrides;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ProgramProfilerTest {
  private static final Path PACKAGES = Path.of("src/test/resources/packages");

  @TempDir Path folder;

  private static ProgramProfile profile(Function function) {
    return new ProgramProfiler().profile("main", function);
  }

  private static List<ProgramProfile> profiles(Path path) {
    try (ModelPackage source = ModelPackage.open(path)) {
      return new ProgramProfiler().profiles(source);
    }
  }

  private static double gigaMultiplyAdds(ProgramProfile profile) {
    return profile.operations().stream()
            .mapToDouble(each -> each.multiplyAdds() * each.repeats())
            .sum()
        / 1e9;
  }

  /** The multiply-adds that the literature gives for these networks, in thousands of millions. */
  @ParameterizedTest
  @MethodSource("published")
  void aPublishedNetworkHasThePublishedMultiplyAdds(String name, double expected) {
    ProgramProfile profile = profiles(Structures.unpack(name, folder)).getFirst();

    assertThat(gigaMultiplyAdds(profile)).isCloseTo(expected, within(0.015 * expected));
  }

  static Stream<Arguments> published() {
    return Stream.of(
        Arguments.of("resnet18-224", 1.81), Arguments.of("mobilenet_v2-w1.0-96", 0.056));
  }

  /** The same of large packages: {@code -Dcoremill.fixtures=FOLDER}. */
  @ParameterizedTest
  @CsvSource({"resnet50, 4.09", "mobilenet-v2, 0.30"})
  void aLargePublishedNetworkHasThePublishedMultiplyAdds(String name, double expected) {
    Path network =
        Path.of(System.getProperty("coremill.fixtures", ""))
            .resolve("models/" + name + ".mlpackage");
    assumeTrue(Files.exists(network), "SKIPPED: no packages given with -Dcoremill.fixtures=FOLDER");

    assertThat(gigaMultiplyAdds(profiles(network).getFirst()))
        .isCloseTo(expected, within(0.015 * expected));
  }

  @Test
  void aFlexibleProgramIsProfiledInTheShapesThatAreAskedFor() {
    ValueType open =
        new ValueType.OfTensor(
            DataType.FLOAT16,
            List.of(new Dimension.Open(false), new Dimension.Fixed(7)),
            false,
            Map.of());
    Function function =
        function(
            List.of(new NamedType("x", open)),
            List.of("y"),
            weight("w", 5, 7),
            operation("linear", new NamedType("y", open), "x", "x", "weight", "w"));

    ProgramProfile profile =
        new ProgramProfiler(ShapeOverrides.parse(List.of("x=3,7")), EncodingPlan.UNCHANGED)
            .profile("main", function);

    assertThat(profile.flexible()).containsExactly("x");
    assertThat(profile.inputs().getFirst().shape()).isEqualTo(Shape.of(3, 7));
    assertThat(profile.outputs().getFirst().shape()).isEqualTo(Shape.of(3, 5));
    assertThat(profile.operations().getFirst().multiplyAdds()).isEqualTo(3 * 5 * 7);
    assertThatThrownBy(() -> profile(function))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("give one with --shape x=");
  }

  @Test
  void aShapeThatDependsOnDataCountsAsTheLargestPossibleAndIsNamed() {
    ValueType open =
        new ValueType.OfTensor(
            DataType.INT32,
            List.of(new Dimension.Open(false), new Dimension.Fixed(2)),
            false,
            Map.of());
    Function function =
        function(
            List.of(float16("x", 3, 4)),
            List.of("found"),
            operation("non_zero", new NamedType("found", open), "x", "x"));

    ProgramProfile profile = profile(function);

    assertThat(profile.outputs().getFirst().shape()).isEqualTo(Shape.of(12, 2));
    assertThat(UpperBounds.of(profile)).containsExactly("found");
    assertThat(UpperBounds.text(profile))
        .isEqualTo("the shape of found is open in the program: the largest possible counts");
  }

  @Test
  void whatAProgramStatesHasNoUpperBound() {
    Function function =
        function(
            List.of(float16("x", 3, 4)),
            List.of("y"),
            operation("relu", float16("y", 3, 4), "x", "x"));

    assertThat(UpperBounds.text(profile(function))).isEmpty();
  }

  static Stream<Arguments> countedByHand() {
    NamedType x = float16("x", 2, 6, 10, 10);
    return Stream.of(
        Arguments.of(
            "a grouped convolution",
            x,
            weight("w", 8, 3, 5, 5),
            operation("conv", float16("y", 2, 8, 6, 6), "x", "x", "weight", "w"),
            2L * 8 * 6 * 6 * 3 * 25),
        Arguments.of(
            "a transposed convolution",
            x,
            weight("w", 6, 4, 2, 2),
            operation("conv_transpose", float16("y", 2, 4, 20, 20), "x", "x", "weight", "w"),
            2L * 6 * 100 * 4 * 4),
        Arguments.of(
            "a linear layer",
            float16("x", 3, 7),
            weight("w", 5, 7),
            operation("linear", float16("y", 3, 5), "x", "x", "weight", "w"),
            3L * 5 * 7),
        Arguments.of(
            "a product of matrices",
            float16("x", 4, 3, 7),
            weight("w", 7, 5),
            operation("matmul", float16("y", 4, 3, 5), "x", "x", "y", "w"),
            4L * 3 * 5 * 7),
        Arguments.of(
            "a product with a transposed matrix",
            float16("x", 4, 7, 3),
            weight("w", 7, 5),
            operation("matmul", float16("y", 4, 3, 5), "x", "x", "y", "w", "transpose_x", true),
            4L * 3 * 5 * 7),
        Arguments.of(
            "an equation",
            float16("x", 2, 3, 4, 5),
            weight("w", 2, 5, 4, 6),
            operation(
                "einsum",
                float16("y", 2, 3, 4, 6),
                "values",
                List.of("x", "w"),
                "equation",
                "'bchw,bwhu->bchu"),
            2L * 3 * 4 * 5 * 6),
        Arguments.of(
            "an equation with an ellipsis",
            float16("x", 9, 2, 3, 4),
            weight("w", 4, 6),
            operation(
                "einsum",
                float16("y", 9, 2, 3, 6),
                "values",
                List.of("x", "w"),
                "equation",
                "'...ik,kj->...ij"),
            9L * 2 * 3 * 4 * 6),
        Arguments.of(
            "a recurrent network",
            float16("x", 11, 2, 3),
            weight("w", 16, 3),
            operation("lstm", float16("y", 1, 2, 4), "x", "x", "weight_ih", "w"),
            11L * 2 * 16 * 3),
        Arguments.of(
            "attention",
            float16("x", 1, 2, 5, 8),
            weight("w", 1, 2, 7, 8),
            operation(
                "scaled_dot_product_attention",
                float16("y", 1, 2, 5, 8),
                "query",
                "x",
                "key",
                "w",
                "value",
                "w"),
            2L * 5 * 7 * (8 + 8)),
        Arguments.of(
            "an addition",
            float16("x", 3, 7),
            weight("w", 7),
            operation("add", float16("y", 3, 7), "x", "x", "y", "w"),
            0L));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("countedByHand")
  void multiplyAddsAreThoseCountedByHand(
      String name, NamedType x, Operation weight, Operation user, long expected) {
    ProgramProfile profile = profile(function(List.of(x), List.of("y"), weight, user));

    assertThat(profile.operations()).as(name).hasSize(1);
    assertThat(profile.operations().getFirst().multiplyAdds()).isEqualTo(expected);
  }

  @Test
  void constantsAreOperandsWithTheirEncodingAndNoOperations() {
    for (Path path :
        List.of(
            PACKAGES.resolve("digits-cnn.mlpackage"),
            PACKAGES.resolve("digits-cnn-4bit-ios16.mlpackage"))) {
      ProgramProfile profile = profiles(path).getFirst();

      assertThat(profile.operations()).noneMatch(each -> each.operation().isConstant());
      List<OperandProfile> weights =
          profile.operations().stream()
              .filter(each -> each.type().equals("conv"))
              .flatMap(each -> each.inputs().stream())
              .filter(each -> each.argument().equals("weight"))
              .toList();
      assertThat(weights).isNotEmpty();
      for (OperandProfile weight : weights) {
        assertThat(weight.constant().orElseThrow().shape()).isEqualTo(weight.shape());
        assertThat(profile.constants().values())
            .filteredOn(each -> each.name().equals(weight.name()))
            .singleElement()
            .extracting(OperandProfile::constant)
            .isEqualTo(weight.constant());
      }
      boolean compressed = path.toString().contains("4bit");
      assertThat(weights.stream().anyMatch(each -> !each.constant().orElseThrow().isDense()))
          .isEqualTo(compressed);
    }
  }

  @Test
  void everyFunctionAndEveryModelOfAPipelineHasItsOwnProfile() {
    assertThat(profiles(PACKAGES.resolve("digits-multifunction.mlpackage")))
        .extracting(ProgramProfile::function)
        .containsExactlyInAnyOrder("classify", "parity");
    assertThat(profiles(PACKAGES.resolve("digits-pipeline-classifier.mlpackage")))
        .extracting(ProgramProfile::function)
        .containsExactly("0/main", "1/main");
  }

  @Test
  void aPlannedEncodingTakesThePlaceOfTheStoredOne() {
    Encoding planned =
        new Encoding.Affine(
            new Encoding.Dense(DataType.INT8, Shape.of(5, 7)),
            new Encoding.Dense(DataType.FLOAT16, Shape.of(5, 1)),
            null);
    ProgramProfiler profiler =
        new ProgramProfiler(ShapeOverrides.NONE, EncodingPlan.of(Map.of("w", planned)));

    ProgramProfile profile =
        profiler.profile(
            "main",
            function(
                List.of(float16("x", 3, 7)),
                List.of("y"),
                weight("w", 5, 7),
                operation("linear", float16("y", 3, 5), "x", "x", "weight", "w")));

    assertThat(profile.operations().getFirst().inputs().getLast().constant()).contains(planned);
    assertThat(profile.constants().values())
        .extracting(OperandProfile::constant)
        .containsExactly(Optional.of(planned));
  }

  @Test
  void operationsOfAnInnerBlockFollowTheirOwnerAsOftenAsTheLoopRuns() {
    Operation test = operation("less", int32("more"), "x", "i", "y", "limit");
    Operation step = operation("add", int32("next"), "x", "i", "y", "two");
    Operation work = operation("relu", float16("z", 4), "x", "v");
    Operation loop =
        operation(
            "while_loop",
            List.of(int32("i_end"), float16("v_end", 4)),
            List.of(
                block(List.of(int32("i"), float16("v", 4)), List.of("more"), test),
                block(List.of(int32("i"), float16("v", 4)), List.of("next", "z"), step, work)),
            "loop_vars",
            List.of("start", "x"));

    ProgramProfile profile =
        profile(
            function(
                List.of(float16("x", 4)),
                List.of("v_end"),
                constant("start", 1),
                constant("two", 2),
                constant("limit", 10),
                loop));

    assertThat(profile.operations())
        .extracting(OperationProfile::type)
        .containsExactly("while_loop", "less", "add", "relu");
    assertThat(profile.operations())
        .extracting(OperationProfile::repeats)
        .containsExactly(1.0, 6.0, 5.0, 5.0);
    assertThat(profile.operations())
        .extracting(OperationProfile::index)
        .containsExactly(0, 1, 2, 3);
  }

  @Test
  void statesAreNoInputsAndKnownAsStatesWhereTheyAreRead() {
    ValueType cache = new ValueType.OfState(float16("", 1, 8, 4).type());

    ProgramProfile profile =
        profile(
            function(
                List.of(float16("x", 4), new NamedType("cache", cache)),
                List.of("y"),
                operation("read_state", float16("y", 1, 8, 4), "input", "cache")));

    assertThat(profile.inputs()).extracting(OperandProfile::name).containsExactly("x");
    assertThat(profile.states()).extracting(OperandProfile::name).containsExactly("cache");
    assertThat(profile.operations().getFirst().inputs().getFirst().state()).isTrue();
    assertThat(profile.states().getFirst().bytes()).isEqualTo(64);
    assertThat(profile.opset()).isEqualTo(Opset.CORE_ML_8);
  }

  @Test
  void aNameThatNothingDefinesIsReportedWithItsUser() {
    Function function =
        function(List.of(), List.of("y"), operation("relu", float16("y", 4), "x", "lost"));

    assertThatThrownBy(() -> profile(function))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("function main")
        .hasMessageContaining("relu y uses lost");
  }

  @Test
  void aShapeForAnInputThatDoesNotExistIsReportedWithTheNearestName() {
    ProgramProfiler profiler =
        new ProgramProfiler(
            ShapeOverrides.parse(List.of("imag=1,1,32,32")), EncodingPlan.UNCHANGED);

    try (ModelPackage source = ModelPackage.open(PACKAGES.resolve("digits-cnn.mlpackage"))) {
      assertThatThrownBy(() -> profiler.profiles(source))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("--shape imag")
          .hasMessageContaining("did you mean 'image'?");
    }
  }
}
