package dev.coremill.core.constant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.algorithm.ChannelAxes;
import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Opset;
import dev.coremill.api.program.UnknownFields;
import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConstantGraphTest {
  private static final Tensor FLOATS = Tensor.ofFloats(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);

  @Test
  void usesAreListedWithInnerBlocksAndReturnedConstants() {
    Block inner =
        Programs.block(
            List.of("w"),
            List.of(Programs.user("linear", "inside", Map.of("weight", Programs.reference("w")))));
    Operation cond =
        new Operation(
            "cond",
            Map.of(),
            List.of(),
            List.of(inner),
            Map.of("name", Operations.text("if")),
            UnknownFields.NONE);
    Block body = Programs.block(List.of("w"), List.of(Programs.constant("w", FLOATS), cond));
    LiftedConstant constant = ConstantGraph.of("main", body).constants().getFirst();
    assertThat(constant.uses())
        .containsExactly(
            new ConstantUse("inside", "linear", "weight", new ChannelAxes(0, 1, true)),
            new ConstantUse("if/0", "block", "output[0]", new ChannelAxes(0, 1, false)),
            new ConstantUse("", "block", "output[0]", new ChannelAxes(0, 1, false)));
  }

  @Test
  void aNameOfAnInnerBlockHidesTheConstantOutside() {
    Block inner =
        new Block(
            List.of(new NamedType("w", Programs.constant("w", FLOATS).outputs().getFirst().type())),
            List.of("w"),
            List.of(),
            Map.of(),
            UnknownFields.NONE);
    Operation loop =
        new Operation(
            "while_loop", Map.of(), List.of(), List.of(inner), Map.of(), UnknownFields.NONE);
    Block body = Programs.block(List.of(), List.of(Programs.constant("w", FLOATS), loop));
    assertThat(ConstantGraph.of("main", body).constants()).isEmpty();
  }

  @Test
  void oneOfSeveralBindingsIsNamedWithItsIndex() {
    Operation concat =
        new Operation(
            "concat",
            Map.of("values", List.of(Programs.reference("x"), Programs.reference("w"))),
            List.of(),
            List.of(),
            Map.of("name", Operations.text("joined")),
            UnknownFields.NONE);
    Block body = Programs.block(List.of(), List.of(Programs.constant("w", FLOATS), concat));
    assertThat(ConstantGraph.of("main", body).constants().getFirst().uses())
        .extracting(ConstantUse::argument)
        .containsExactly("values[1]");
  }

  @Test
  void aLookupThatIsUsedByItselfAndScaledGivesTwoConstantsThatShareIt() {
    Block body = Programs.usedBy(scaledLookup(), "w_data", "w");
    List<LiftedConstant> constants = ConstantGraph.of("main", body).constants();
    assertThat(constants).extracting(LiftedConstant::name).containsExactly("w_data", "w");
    assertThat(constants.get(0).sharedWith()).containsExactly("w");
    assertThat(constants.get(1).sharedWith()).containsExactly("w_data");
    assertThat(constants.get(0).chain()).hasSize(1);
    assertThat(constants.get(1).chain()).hasSize(2).endsWith(constants.get(1).root());
    assertThat(constants.get(0).expression()).containsInstanceOf(WeightExpression.Lookup.class);
    assertThat(constants.get(1).expression()).containsInstanceOf(WeightExpression.Affine.class);
  }

  @Test
  void theOlderDialectMayNameANegativeAxisAndMixScalarAndVector() {
    Operation operation = affineDequantize();
    operation =
        Programs.withAttribute(
            operation, "scale", Value.OfTensor.of(Tensor.ofFloats(Shape.scalar(), 2)));
    operation = Programs.withAttribute(operation, "axis", Operations.integer(-1));
    WeightExpression lifted = LoweringTest.liftedBack(List.of(operation));
    Programs.assertSame(
        lifted,
        new WeightExpression.Affine(
            new WeightExpression.Dense(
                Tensor.ofIntegers(DataType.INT8, Shape.of(2, 3), 1, 2, 3, 4, 5, 6)),
            new WeightExpression.Dense(Tensor.ofFloats(Shape.of(1, 3), 2, 2, 2)),
            new WeightExpression.Dense(Tensor.ofIntegers(DataType.INT8, Shape.of(1, 3), 7, 8, 9))));
  }

  @Test
  void aNegativeVectorAxisCountsFromTheInnermost() {
    Operation operation = vectorLookup().getFirst();
    operation =
        Programs.withInput(operation, "vector_axis", new Binding.Literal(Operations.integer(-2)));
    assertThat(LoweringTest.liftedBack(List.of(operation)))
        .isInstanceOfSatisfying(
            WeightExpression.Lookup.class, lookup -> assertThat(lookup.vectorAxis()).isZero());
  }

  @Test
  void whatDoesNotFitIsUnliftableWithAReason() {
    assertUnliftable(
        Programs.withAttribute(affineDequantize(), "axis", Operations.integer(5)),
        "axis 5 of the shape [2, 3]");
    assertUnliftable(
        Programs.withAttribute(affineDequantize(), "axis", Operations.integer(0)),
        "zero_point has the shape [3] for axis 0 of [2, 3]");
    assertUnliftable(Programs.withAttribute(affineDequantize(), "scale", null), "scale is missing");
    assertUnliftable(
        Programs.withAttribute(affineDequantize(), "axis", Operations.text("0")),
        "axis is not a literal tensor");
    Operation lookup = attributeLookup();
    assertUnliftable(
        Programs.withAttribute(lookup, "shape", Operations.shape(Shape.of(100, 100))),
        "indices has 2 bytes; the shape [100, 100] takes 2500");
    assertUnliftable(
        Programs.withAttribute(
            lookup,
            "indices",
            Value.OfTensor.of(Tensor.ofIntegers(DataType.UINT8, Shape.of(2), 1, 255))),
        "the unused bits at the end of indices are not 0");
    assertUnliftable(
        Programs.withAttribute(
            lookup, "lut", Value.OfTensor.of(Tensor.ofFloats(Shape.of(3), 1, 2, 3))),
        "lut has the shape [3]");
    assertUnliftable(
        Programs.withInput(scaledLookup().getFirst(), "lut", Programs.reference("nowhere")),
        "lut names nowhere, which is no constant");
  }

  private static void assertUnliftable(Operation operation, String reason) {
    String name = operation.outputs().getFirst().name();
    LiftedConstant constant =
        ConstantGraph.of("main", Programs.usedBy(List.of(operation), name)).constants().getFirst();
    assertThat(constant.expression()).isEmpty();
    assertThat(constant.unliftable()).contains(reason);
  }

  @Test
  void aWronglyDeclaredOutputIsUnliftable() {
    Operation right = affineDequantize();
    Operation wrong =
        new Operation(
            right.type(),
            right.inputs(),
            List.of(Operations.output("w", DataType.FLOAT16, Shape.of(3, 2))),
            List.of(),
            right.attributes(),
            UnknownFields.NONE);
    assertUnliftable(wrong, "w is declared as float16[3, 2] but is float32[2, 3]");
  }

  @Test
  void aParameterThatNamesAConstIsUnliftable() {
    Operation lookup =
        Programs.withInput(scaledLookup().getFirst(), "lut", Programs.reference("table"));
    Tensor table = Tensor.ofFloats(Shape.of(1, 1, 2, 1), 1, 2);
    Block body = Programs.usedBy(List.of(Programs.constant("table", table), lookup), "w_data");
    assertThat(ConstantGraph.of("main", body).constants().getFirst().unliftable())
        .contains("lut names table, a const");
  }

  @Test
  void aMaskOtherThanThatOfTheNonZerosIsUnliftable() {
    List<Operation> operations = sparseLookup();
    Operation dense =
        Programs.withInput(
            operations.getLast(),
            "mask",
            Operations.literal(Tensor.ofIntegers(DataType.UINT1, Shape.of(2, 2), 0, 1, 1, 0)));
    Block body = Programs.usedBy(List.of(operations.getFirst(), dense), "w");
    assertThat(ConstantGraph.of("main", body).constants().getFirst().unliftable())
        .contains("mask differs from the mask of nonzero_data");
  }

  @Test
  void anEqualMaskMayBeWrittenTwice() {
    List<Operation> operations = sparseLookup();
    Operation dense =
        Programs.withInput(
            operations.getLast(),
            "mask",
            Operations.literal(Tensor.ofIntegers(DataType.UINT1, Shape.of(2, 2), 1, 0, 0, 1)));
    Programs.assertSame(
        LoweringTest.liftedBack(List.of(operations.getFirst(), dense)),
        LoweringTest.liftedBack(operations));
  }

  @Test
  void packedNonZerosThatAnOperationUsesByItselfAreUnliftable() {
    Operation packed = sparseLookup().getFirst();
    Block body = Programs.usedBy(List.of(packed), packed.outputs().get(1).name());
    assertThat(ConstantGraph.of("main", body).constants().getFirst().unliftable())
        .isEqualTo("the packed output of constexpr_lut_to_sparse is used by itself");
  }

  @Test
  void aTowerOfConstantsIsNotFollowedForEver() {
    List<Operation> operations = new ArrayList<>();
    operations.add(LoweringTest.lower(scaled(), Opset.CORE_ML_9).getLast());
    for (int i = 0; i < 20_000; i++) {
      Operation below = operations.getLast();
      String name = "w" + i;
      Binding binding = Programs.reference(below.outputs().getFirst().name());
      operations.add(
          Operations.withInputs(
              "constexpr_blockwise_shift_scale",
              name,
              Map.of("data", binding, "scale", binding, "offset", binding),
              List.of(Operations.output(name, DataType.FLOAT32, Shape.of(2, 2)))));
    }
    LiftedConstant top =
        ConstantGraph.of("main", Programs.usedBy(operations, "w19999")).constants().getFirst();
    assertThat(top.unliftable()).contains("over 8 operations lie on top of each other");
    assertThat(top.chain()).containsExactly(top.root());
  }

  private static WeightExpression scaled() {
    return new WeightExpression.Affine(
        new WeightExpression.Dense(Tensor.ofIntegers(DataType.INT8, Shape.of(2, 2), 1, 2, 3, 4)),
        new WeightExpression.Dense(Tensor.ofFloats(Shape.of(1, 1), 1)),
        null);
  }

  private static Operation affineDequantize() {
    WeightExpression affine =
        new WeightExpression.Affine(
            new WeightExpression.Dense(
                Tensor.ofIntegers(DataType.INT8, Shape.of(2, 3), 1, 2, 3, 4, 5, 6)),
            new WeightExpression.Dense(Tensor.ofFloats(Shape.of(1, 3), 1, 2, 3)),
            new WeightExpression.Dense(Tensor.ofIntegers(DataType.INT8, Shape.of(1, 3), 7, 8, 9)));
    return LoweringTest.lower(affine, Opset.CORE_ML_6).getFirst();
  }

  private static Operation attributeLookup() {
    WeightExpression lookup =
        new WeightExpression.Lookup(
            Tensor.ofIntegers(DataType.UINT2, Shape.of(5), 0, 1, 2, 3, 1),
            new WeightExpression.Dense(Tensor.ofFloats(Shape.of(1, 4, 1), 1, 2, 3, 4)),
            0);
    return LoweringTest.lower(lookup, Opset.CORE_ML_6).getFirst();
  }

  private static List<Operation> scaledLookup() {
    WeightExpression lookup =
        new WeightExpression.Lookup(
            Tensor.ofIntegers(DataType.UINT1, Shape.of(2, 2), 0, 1, 1, 0),
            new WeightExpression.Dense(Tensor.ofFloats(Shape.of(1, 1, 2, 1), 3, 5)),
            0);
    return LoweringTest.lower(
        new WeightExpression.Affine(
            lookup, new WeightExpression.Dense(Tensor.ofFloats(Shape.of(2, 1), 2, 10)), null),
        Opset.CORE_ML_9);
  }

  private static List<Operation> vectorLookup() {
    return LoweringTest.lower(
        new WeightExpression.Lookup(
            Tensor.ofIntegers(DataType.UINT1, Shape.of(2, 2), 0, 1, 1, 0),
            new WeightExpression.Dense(Tensor.ofFloats(Shape.of(1, 1, 2, 2), 1, 2, 3, 4)),
            0),
        Opset.CORE_ML_9);
  }

  private static List<Operation> sparseLookup() {
    return LoweringTest.lower(
        new WeightExpression.Sparse(
            Tensor.ofIntegers(DataType.UINT1, Shape.of(2, 2), 1, 0, 0, 1),
            new WeightExpression.Lookup(
                Tensor.ofIntegers(DataType.UINT1, Shape.of(2), 0, 1),
                new WeightExpression.Dense(Tensor.ofFloats(Shape.of(1, 1, 2, 1), 3, 5)),
                0)),
        Opset.CORE_ML_9);
  }
}
