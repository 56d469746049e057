package dev.coremill.core.constant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Opset;
import dev.coremill.api.program.Program;
import dev.coremill.api.program.UnknownFields;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;
import dev.coremill.core.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpsetRaiserTest {
  static IntStream seeds() {
    return IntStream.range(0, 100);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void compressedConstantsMeanTheSameInTheNewDialect(int seed) {
    WeightExpression expression =
        new RandomExpressions(new SplittableRandom(seed), Opset.CORE_ML_6).next();
    List<Operation> older = LoweringTest.lower(expression, Opset.CORE_ML_6);
    Operation raised = firstOfRaised(older, Opset.CORE_ML_8);
    Programs.assertSame(LoweringTest.liftedBack(List.of(raised)), expression);
    if (raised.type().equals("constexpr_affine_dequantize")) {
      assertThat(raised).isEqualTo(older.getFirst());
    } else {
      assertThat(raised.attributes()).containsOnlyKeys("name");
    }
  }

  @Test
  void constantsOfInnerBlocksAreRewrittenToo() {
    Block inner = Programs.usedBy(lookup(), "w");
    Operation cond =
        new Operation("cond", Map.of(), List.of(), List.of(inner), Map.of(), UnknownFields.NONE);
    Operation raised = firstOfRaised(List.of(cond), Opset.CORE_ML_9);
    assertThat(raised.blocks().getFirst().operations().getFirst().inputs())
        .containsOnlyKeys("indices", "lut");
  }

  @Test
  void theFunctionIsFoundUnderItsNewOpset() {
    List<Operation> operations = lookup();
    Function raised = raise(operations, Opset.CORE_ML_6, Opset.CORE_ML_7);
    assertThat(raised.opset()).isEqualTo("CoreML7");
    assertThat(raised.specializations()).containsOnlyKeys("CoreML7");
    assertThat(raised.body().orElseThrow().operations()).startsWith(operations.getFirst());
  }

  @Test
  void aNewerFunctionStaysAsItIs() {
    assertThat(raise(lookup(), Opset.CORE_ML_9, Opset.CORE_ML_8).opset()).isEqualTo("CoreML9");
  }

  @Test
  void everyOperationThatChangedIsNamed() {
    List<Operation> operations =
        List.of(
            Programs.user("crop_resize", "crop", Map.of()),
            Programs.user("relu", "fine", Map.of()),
            Programs.user("non_maximum_suppression", "nms", Map.of()));
    assertThatThrownBy(() -> raise(operations, Opset.CORE_ML_6, Opset.CORE_ML_8))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> {
              assertThat(refused.exitCode()).isEqualTo(3);
              assertThat(refused.problems()).hasSize(2);
              assertThat(refused)
                  .hasMessageContaining("crop_resize crop cannot be raised from CoreML6 to CoreML8")
                  .hasMessageContaining("non_maximum_suppression nms");
            });
    assertThat(raise(operations, Opset.CORE_ML_5, Opset.CORE_ML_6).opset()).isEqualTo("CoreML6");
    assertThat(raise(operations, Opset.CORE_ML_7, Opset.CORE_ML_9).opset()).isEqualTo("CoreML9");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void onlyNegativeIndicesKeepAGatherFromBeingRaised(int index) {
    Tensor indices = Tensor.ofIntegers(DataType.INT32, Shape.of(2), 3, index);
    List<Operation> operations =
        List.of(
            Programs.constant("i", indices),
            Programs.user("gather", "rows", Map.of("indices", Programs.reference("i"))),
            Programs.user("gather", "same", Map.of("indices", new Binding.Reference("unknown"))));
    if (index < 0) {
      assertThatThrownBy(() -> raise(operations, Opset.CORE_ML_6, Opset.CORE_ML_8))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("gather rows")
          .hasMessageContaining("negative indices");
    } else {
      assertThat(raise(operations, Opset.CORE_ML_6, Opset.CORE_ML_8).opset()).isEqualTo("CoreML8");
    }
  }

  @Test
  void aMalformedConstantIsBadInput() {
    Operation broken = Programs.withAttribute(lookup().getFirst(), "shape", null);
    assertThatThrownBy(() -> raise(List.of(broken), Opset.CORE_ML_6, Opset.CORE_ML_8))
        .isInstanceOfSatisfying(
            ProblemException.class, refused -> assertThat(refused.exitCode()).isEqualTo(2))
        .hasMessageContaining("the constant w_op cannot be rewritten for CoreML8")
        .hasMessageContaining("shape is missing");
  }

  @Test
  void freshNamesAreIdentifiersThatNothingHas() {
    NameSupply names = NameSupply.of(function(lookup(), Opset.CORE_ML_6));
    assertThat(names.fresh("w")).isEqualTo("w_0");
    assertThat(names.fresh("w")).isEqualTo("w_1");
    assertThat(names.fresh("w_user")).isEqualTo("w_user_0");
    assertThat(names.fresh("3/a.b@c")).isEqualTo("_3_a_b@c");
    assertThat(names.fresh("@")).isEqualTo("_");
    assertThat(names.fresh("")).isEqualTo("__0");
  }

  private static List<Operation> lookup() {
    return LoweringTest.lower(
        new WeightExpression.Lookup(
            Tensor.ofIntegers(DataType.UINT1, Shape.of(3), 0, 1, 0),
            new WeightExpression.Dense(Tensor.ofFloats(Shape.of(1, 2, 1), 1, 2)),
            0),
        Opset.CORE_ML_6);
  }

  private static Operation firstOfRaised(List<Operation> operations, Opset to) {
    Function raised = raise(operations, Opset.CORE_ML_6, to);
    return raised.body().orElseThrow().operations().getFirst();
  }

  private static Function raise(List<Operation> operations, Opset from, Opset to) {
    Program program =
        new Program(
            1, Map.of("main", function(operations, from)), "", Map.of(), UnknownFields.NONE);
    return new ArrayList<>(OpsetRaiser.raise(program, to).functions().values()).getFirst();
  }

  private static Function function(List<Operation> operations, Opset opset) {
    return new Function(
        List.of(),
        opset.text(),
        Map.of(opset.text(), Programs.usedBy(operations, "w")),
        Map.of(),
        UnknownFields.NONE);
  }
}
