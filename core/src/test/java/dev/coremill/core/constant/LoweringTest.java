package dev.coremill.core.constant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Opset;
import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.Encoding;
import dev.coremill.api.weight.ExpressionValues;
import dev.coremill.api.weight.WeightExpression;
import java.lang.foreign.Arena;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LoweringTest {
  static IntStream seeds() {
    return IntStream.range(0, 400);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatWasLoweredLiftsToTheSameExpression(int seed) {
    for (Opset opset : List.of(Opset.CORE_ML_6, Opset.CORE_ML_7, Opset.CORE_ML_9)) {
      WeightExpression expression = new RandomExpressions(new SplittableRandom(seed), opset).next();
      Programs.assertSame(liftedBack(lower(expression, opset)), expression);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void loweringForCoreMl8KeepsEveryBitOfEveryValue(int seed) {
    WeightExpression expression =
        new RandomExpressions(new SplittableRandom(seed), Opset.CORE_ML_8).next();
    WeightExpression back = liftedBack(lower(expression, Opset.CORE_ML_8));
    try (Arena arena = Arena.ofConfined()) {
      Programs.assertSame(
          ExpressionValues.of(back).evaluate(arena),
          ExpressionValues.of(expression).evaluate(arena));
    }
    assertThat(scalesWhatATableGives(back.encoding())).isFalse();
  }

  private static Tensor attribute(Operation operation, String name) {
    if (operation.attributes().get(name) instanceof Value.OfTensor value) {
      return value.tensor();
    }
    throw new AssertionError(operation + " has no tensor " + name);
  }

  private static boolean scalesWhatATableGives(Encoding encoding) {
    return switch (encoding) {
      case Encoding.Affine affine -> affine.data() instanceof Encoding.Lookup;
      case Encoding.Sparse sparse -> scalesWhatATableGives(sparse.nonZeros());
      case Encoding.Dense _, Encoding.Lookup _, Encoding.Cast _ -> false;
    };
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void onlyTheOutputsOfCompressedConstantsAreNamedAndNoNameComesTwice(int seed) {
    WeightExpression expression =
        new RandomExpressions(new SplittableRandom(seed), Opset.CORE_ML_9).next();
    Set<String> defined = new HashSet<>();
    for (Operation operation : lower(expression, Opset.CORE_ML_9)) {
      for (List<Binding> bindings : operation.inputs().values()) {
        if (bindings.getFirst() instanceof Binding.Reference(String name)) {
          assertThat(defined).contains(name);
        }
      }
      assertThat(operation.isCompressedConstant()).isTrue();
      for (NamedType output : operation.outputs()) {
        assertThat(defined.add(output.name())).isTrue();
        assertThat(output.name()).matches("[A-Za-z_][A-Za-z0-9_@]*");
      }
    }
  }

  @Test
  void aDenseWeightBecomesAConst() {
    Tensor tensor = Tensor.ofFloats(Shape.of(2), 1, 2);
    Operation operation = lower(new WeightExpression.Dense(tensor), Opset.CORE_ML_5).getFirst();
    assertThat(operation.type()).isEqualTo("const");
    assertThat(operation.name()).isEqualTo("w_op");
    assertThat(attribute(operation, "val")).isSameAs(tensor);
  }

  @Test
  void aMissingZeroPointIsWrittenAsZerosInTheOlderDialect() {
    Operation operation = lower(perChannelInt8(), Opset.CORE_ML_6).getFirst();
    Programs.assertSame(
        attribute(operation, "zero_point"), Tensor.ofIntegers(DataType.INT8, Shape.of(3), 0, 0, 0));
    Programs.assertSame(
        attribute(operation, "axis"), Tensor.ofIntegers(DataType.INT32, Shape.scalar(), 1));
  }

  @Test
  void anOffsetOnAScaledTableIsRepeatedWithTheScale() {
    WeightExpression lookup =
        new WeightExpression.Lookup(
            Tensor.ofIntegers(DataType.UINT1, Shape.of(2, 2), 0, 1, 1, 0),
            new WeightExpression.Dense(Tensor.ofFloats(Shape.of(1, 1, 2, 1), 3, 5)),
            0);
    WeightExpression scaled =
        new WeightExpression.Affine(
            lookup,
            new WeightExpression.Dense(Tensor.ofFloats(Shape.of(2, 1), 2, 10)),
            new WeightExpression.Dense(Tensor.ofFloats(Shape.of(2, 1), 1, 2)));
    WeightExpression back = liftedBack(lower(scaled, Opset.CORE_ML_8));
    assertThat(back.encoding())
        .hasToString(
            "lookup(uint1[2, 2], table=affine(float32[2, 1, 2, 1], scale=float32[2, 1, 1, 1],"
                + " offset=float32[2, 1, 1, 1]))");
    Programs.assertSame(
        ExpressionValues.of(back).evaluate(Arena.ofAuto()),
        Tensor.ofFloats(Shape.of(2, 2), 4, 8, 30, 10));
  }

  @Test
  void aScaleAlongTheElementsOfVectorsStaysOnTheOutside() {
    WeightExpression scaled =
        new WeightExpression.Affine(
            new WeightExpression.Lookup(
                Tensor.ofIntegers(DataType.UINT1, Shape.of(1), 1),
                new WeightExpression.Dense(Tensor.ofFloats(Shape.of(1, 2, 2), 1, 2, 3, 4)),
                0),
            new WeightExpression.Dense(Tensor.ofFloats(Shape.of(2), 10, 100)),
            null);
    List<Operation> operations = lower(scaled, Opset.CORE_ML_8);
    assertThat(operations.getLast().type()).isEqualTo("constexpr_blockwise_shift_scale");
    Programs.assertSame(liftedBack(operations), scaled);
  }

  @Test
  void theObstacleSaysWhatIsMissingAndWhereItIsFound() {
    Shape shape = Shape.of(4, 6);
    assertObstacle(
        affine(DataType.INT4, shape, Shape.of(4, 1)),
        Opset.CORE_ML_6,
        "4-bit integers need the opset CoreML8 (iOS18) or later",
        Opset.CORE_ML_8);
    assertObstacle(
        affine(DataType.INT8, shape, Shape.of(4, 2)),
        Opset.CORE_ML_7,
        "scales per block need the opset CoreML8 (iOS18) or later",
        Opset.CORE_ML_8);
    assertObstacle(
        affine(DataType.INT8, shape, Shape.of(4, 1)),
        Opset.CORE_ML_5,
        "compressed weights need the opset CoreML6 (iOS16) or later",
        Opset.CORE_ML_6);
    assertObstacle(
        lookup(DataType.UINT3, shape, Shape.of(1, 1, 8, 1)),
        Opset.CORE_ML_6,
        "3-bit lookup table indices need the opset CoreML8 (iOS18) or later",
        Opset.CORE_ML_8);
    assertObstacle(
        lookup(DataType.UINT4, shape, Shape.of(2, 1, 16, 1)),
        Opset.CORE_ML_7,
        "several lookup tables for one weight need the opset CoreML8 (iOS18) or later",
        Opset.CORE_ML_8);
    assertObstacle(
        lookup(DataType.UINT4, shape, Shape.of(1, 1, 16, 2)),
        Opset.CORE_ML_7,
        "lookup tables of vectors need the opset CoreML8 (iOS18) or later",
        Opset.CORE_ML_8);
    assertThat(
            Lowering.obstacle(
                lookup(DataType.UINT4, shape, Shape.of(1, 1, 16, 1)), Opset.CORE_ML_6))
        .isEmpty();
  }

  @Test
  void whatNoOpsetCanHoldIsSaidSo() {
    Encoding encoding =
        new Encoding.Cast(new Encoding.Dense(DataType.FLOAT32, Shape.of(2)), DataType.FLOAT16);
    assertThat(Lowering.obstacle(encoding, Opset.CORE_ML_6))
        .contains(
            new Obstacle("no opset can hold casts from float32 to float16", Optional.empty()));
  }

  @Test
  void anExpressionWithAnObstacleIsNotLowered() {
    assertThatThrownBy(() -> lower(perChannelInt8(), Opset.CORE_ML_5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("w: compressed weights need the opset CoreML6 (iOS16) or later");
  }

  private static void assertObstacle(Encoding encoding, Opset opset, String reason, Opset first) {
    assertThat(Lowering.obstacle(encoding, opset))
        .contains(new Obstacle(reason, Optional.of(first)));
  }

  private static Encoding affine(DataType type, Shape shape, Shape scale) {
    return new Encoding.Affine(
        new Encoding.Dense(type, shape), new Encoding.Dense(DataType.FLOAT16, scale), null);
  }

  private static Encoding lookup(DataType type, Shape shape, Shape table) {
    return new Encoding.Lookup(
        new Encoding.Dense(type, shape), new Encoding.Dense(DataType.FLOAT16, table), 0);
  }

  private static WeightExpression perChannelInt8() {
    return new WeightExpression.Affine(
        new WeightExpression.Dense(
            Tensor.ofIntegers(DataType.INT8, Shape.of(2, 3), 1, 2, 3, 4, 5, 6)),
        new WeightExpression.Dense(
            Tensor.ofFloats(DataType.FLOAT16, Shape.of(1, 3), 1, 0.5f, 0.25f)),
        null);
  }

  static List<Operation> lower(WeightExpression expression, Opset opset) {
    NameSupply names = new NameSupply();
    names.take("w");
    names.take("w_op");
    return Lowering.lower("w", "w_op", expression, opset, names);
  }

  static WeightExpression liftedBack(List<Operation> operations) {
    LiftedConstant lifted =
        ConstantGraph.of("main", Programs.usedBy(operations, "w")).constants().getFirst();
    assertThat(lifted.unliftable()).isEmpty();
    assertThat(lifted.name()).isEqualTo("w");
    assertThat(lifted.operationName()).isEqualTo("w_op");
    assertThat(lifted.chain()).isEqualTo(operations);
    return lifted.expression().orElseThrow();
  }
}
