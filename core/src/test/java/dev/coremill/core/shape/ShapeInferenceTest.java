package dev.coremill.core.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.operator.Operator;
import dev.coremill.api.operator.OperatorCatalog;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.Dimension;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.UnknownFields;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.core.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShapeInferenceTest {
  /** Operators that give no tensor, and those whose types are dealt with elsewhere. */
  private static final Set<String> NO_SHAPES =
      Set.of("const", "cond", "while_loop", "classify", "write_state");

  @ParameterizedTest
  @CsvFileSource(
      resources = "operator-shapes.csv",
      delimiter = '|',
      quoteCharacter = '`',
      numLinesToSkip = 1)
  void anOperatorGivesTheShapesOfItsDefinition(
      String opset, String type, String arguments, String expected) {
    Expression expression = Expression.of(type, arguments);
    int outputs = expected.split(";", -1).length;

    assertThat(expression.outputs(opset, outputs)).isEqualTo(expected);
  }

  @Test
  void everyOperatorOfTheCatalogueHasAnExampleInTheTable() throws Exception {
    String table;
    try (var file = ShapeInferenceTest.class.getResourceAsStream("operator-shapes.csv")) {
      assertThat(file).isNotNull();
      table = new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<String> missing = new ArrayList<>();
    for (Operator operator : OperatorCatalog.shipped().operators().values()) {
      boolean constant = operator.type().startsWith("constexpr_");
      if (!constant
          && !NO_SHAPES.contains(operator.type())
          && !table.contains("| " + operator.type() + " |")) {
        missing.add(operator.type());
      }
    }
    assertThat(missing).isEmpty();
  }

  /** What exported programs compute to reshape to, from the shape of their input. */
  @ParameterizedTest
  @ValueSource(longs = {1, 7, 64})
  void aReshapeToAComputedShapeIsResolved(long rows) {
    NamedType x = open("x", 2);
    Operation shape = Expression.operation("shape", "s", "x=$x");
    Operation first =
        Expression.operation(
            "slice_by_index", "n", "x=$s; begin=[0]; end=[1]; squeeze_mask=[true]");
    Operation doubled = Expression.operation("mul", "d", "x=$n; y=2");
    Operation joined = Expression.operation("stack", "j", "values=$d,$k; axis=0");
    Operation half = Expression.operation("floor_div", "k", "x=$m; y=2");
    Operation second = Expression.operation("gather", "m", "x=$s; indices=1; axis=0");
    Operation reshaped = Expression.operation("reshape", "y", "x=$x; shape=$j");
    Function function = function(x, shape, first, doubled, second, half, joined, reshaped);

    InferredTypes types =
        ShapeInference.infer(
            "main",
            function,
            Map.of("x", ValueType.OfTensor.of(DataType.FLOAT16, Shape.of(rows, 6))));

    assertThat(types.shape(reshaped.outputs().getFirst())).contains(Shape.of(2 * rows, 3));
    assertThat(types.upperBounds()).isEmpty();
  }

  @Test
  void aSizeThatIsComputedInFloatsIsResolvedAndRoundedAsTheirTypeDoes() {
    NamedType x = open("x", 3);
    Operation shape = Expression.operation("shape", "s", "x=$x");
    Operation rows = Expression.operation("gather", "r", "x=$s; indices=[1, 2]; axis=0");
    Operation real = Expression.operation("cast", "f", "x=$r; dtype=\"fp32\"");
    Operation scaled = Expression.operation("mul", "m", "x=$f; y=1.5");
    Operation down = Expression.operation("floor", "d", "x=$m");
    Operation whole = Expression.operation("cast", "w", "x=$d; dtype=\"int32\"");
    Operation padded = Expression.operation("concat", "c", "values=$one,$w; axis=0");
    Operation one = Expression.operation("identity", "one", "x=[1]");
    Operation filled = Expression.operation("fill", "y", "shape=$c; value=0.0");

    InferredTypes types =
        ShapeInference.infer(
            "main",
            function(x, shape, rows, real, scaled, down, whole, one, padded, filled),
            Map.of("x", ValueType.OfTensor.of(DataType.FLOAT16, Shape.of(1, 7, 8))));

    assertThat(types.shape(filled.outputs().getFirst())).contains(Shape.of(1, 10, 12));
  }

  @Test
  void whatDependsOnDataIsGivenItsUpperBoundAndSaidToBeOne() {
    NamedType x = open("x", 2);
    Operation found = Expression.operation("non_zero", "found", "x=$x");
    Operation cast = Expression.operation("cast", "y", "x=$found; dtype=\"fp16\"");
    Operation other = Expression.operation("relu", "z", "x=$x");

    InferredTypes types =
        ShapeInference.infer(
            "main",
            function(x, found, cast, other),
            Map.of("x", ValueType.OfTensor.of(DataType.FLOAT16, Shape.of(4, 5))));

    assertThat(types.shape(cast.outputs().getFirst())).contains(Shape.of(20, 2));
    assertThat(types.upperBounds()).containsExactly("found", "y");
  }

  @Test
  void aTypeThatTheProgramStatesHolds() {
    NamedType x = open("x", 2);
    NamedType stated = new NamedType("y", ValueType.OfTensor.of(DataType.FLOAT16, Shape.of(3, 3)));
    Operation unknown =
        new Operation(
            "an_operator_of_tomorrow",
            Map.of(),
            List.of(stated),
            List.of(),
            Map.of(),
            UnknownFields.NONE);
    Operation after = Expression.operation("relu", "z", "x=$y");

    InferredTypes types =
        ShapeInference.infer(
            "main",
            function(x, unknown, after),
            Map.of("x", ValueType.OfTensor.of(DataType.FLOAT16, Shape.of(1, 1))));

    assertThat(types.shape(after.outputs().getFirst())).contains(Shape.of(3, 3));
  }

  @Test
  void anOpenTypeThatCannotBeInferredIsReportedWithItsOperationAndTheReason() {
    NamedType x = open("x", 1);
    Operation reshaped = Expression.operation("reshape", "y", "x=$x; shape=[5, -1]");

    assertThatThrownBy(() ->
            ShapeInference.infer(
                "0/main",
                function(x, reshaped),
                Map.of("x", ValueType.OfTensor.of(DataType.FLOAT16, Shape.of(12)))))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("function 0/main")
        .hasMessageContaining("reshape y")
        .hasMessageContaining("12 is not divisible by 5");
  }

  @Test
  void loopsKeepTheTypesOfTheirVariablesAndBranchesGiveTheLargerOne() {
    NamedType x = open("x", 2);
    Operation loop =
        Expression.operation("while_loop", "end", "loop_vars=$x")
            .withBlocks(
                List.of(
                    block(
                        List.of(open("a", 2)),
                        "more",
                        Expression.operation("less", "more", "x=1; y=2")),
                    block(
                        List.of(open("b", 2)),
                        "next",
                        Expression.operation("relu", "next", "x=$b"))));
    Operation choice =
        Expression.operation("cond", "y", "pred=true")
            .withBlocks(
                List.of(
                    block(List.of(), "one", Expression.operation("identity", "one", "x=$end")),
                    block(
                        List.of(),
                        "two",
                        Expression.operation("tile", "two", "x=$end; reps=[1, 2]"))));

    InferredTypes types =
        ShapeInference.infer(
            "main",
            function(x, loop, choice),
            Map.of("x", ValueType.OfTensor.of(DataType.FLOAT16, Shape.of(4, 5))));

    assertThat(types.shape(loop.outputs().getFirst())).contains(Shape.of(4, 5));
    assertThat(types.shape(choice.outputs().getFirst())).contains(Shape.of(4, 10));
    assertThat(types.upperBounds()).containsExactly("y");
  }

  /** Taking a slice of a list of indices is what the shape and the values of a slice must match. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void valuesOfASliceAreThoseOfALoopOverItsIndices(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (int round = 0; round < 40; round++) {
      int size = random.nextInt(1, 9);
      int step = random.nextBoolean() ? random.nextInt(1, 4) : -random.nextInt(1, 4);
      int begin = random.nextInt(0, size);
      int end = random.nextInt(0, size);
      List<Integer> expected = new ArrayList<>();
      for (int i = begin; step > 0 ? i < end : i > end; i += step) {
        expected.add(i);
      }
      NamedType x = open("x", 1);
      Operation slice =
          Expression.operation(
              "slice_by_index",
              "s",
              "x="
                  + indices(size)
                  + "; begin=["
                  + begin
                  + "]; end=["
                  + end
                  + "]; stride=["
                  + step
                  + "]");
      Operation filled = Expression.operation("fill", "y", "shape=$s; value=1");

      InferredTypes types =
          ShapeInference.infer(
              "main",
              function(x, slice, filled),
              Map.of("x", ValueType.OfTensor.of(DataType.FLOAT16, Shape.of(1))));

      long[] sizes = expected.stream().mapToLong(Integer::longValue).toArray();
      assertThat(types.shape(filled.outputs().getFirst())).contains(Shape.of(sizes));
    }
  }

  private static String indices(int size) {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < size; i++) {
      text.append(i == 0 ? "" : ", ").append(i);
    }
    return text.append("]").toString();
  }

  private static NamedType open(String name, int rank) {
    List<Dimension> dimensions = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      dimensions.add(new Dimension.Open(false));
    }
    return new NamedType(
        name, new ValueType.OfTensor(DataType.FLOAT16, dimensions, false, Map.of()));
  }

  private static Block block(List<NamedType> inputs, String output, Operation... operations) {
    return new Block(inputs, List.of(output), List.of(operations), Map.of(), UnknownFields.NONE);
  }

  private static Function function(NamedType input, Operation... operations) {
    Block body = block(List.of(), "y", operations);
    return new Function(
        List.of(input), "CoreML8", Map.of("CoreML8", body), Map.of(), UnknownFields.NONE);
  }
}
