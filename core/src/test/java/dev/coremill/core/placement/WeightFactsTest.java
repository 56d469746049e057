package dev.coremill.core.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.target.OperandProfile;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WeightFactsTest {
  private static final Encoding.Lookup GROUPED =
      new Encoding.Lookup(dense(DataType.UINT4, 64, 32), dense(DataType.FLOAT16, 8, 1, 16, 1), 0);

  private static Encoding.Dense dense(DataType type, long... shape) {
    return new Encoding.Dense(type, Shape.of(shape));
  }

  private static FactTable facts(Encoding encoding) {
    OperandProfile operand =
        new OperandProfile(
            "weight[1]", "w", encoding.type(), encoding.shape(), Optional.of(encoding), false);
    return WeightFacts.of(operand, encoding, new FactTable(null));
  }

  private static void has(FactTable facts, Fact fact, Object... values) {
    assertThat(facts.values(fact))
        .extracting(value ->
            switch (value) {
              case FactValue.Word(String text) -> text;
              case FactValue.Amount(double amount) -> (Object) amount;
              case FactValue.Version version -> version;
            })
        .containsExactlyInAnyOrder(values);
  }

  @Test
  void tablesPerGroupOfChannels() {
    FactTable facts = facts(GROUPED);

    has(facts, Fact.WEIGHT_ARGUMENT, "weight");
    has(facts, Fact.WEIGHT_ENCODING, "lookup");
    has(facts, Fact.WEIGHT_BITS, 4.0);
    has(facts, Fact.WEIGHT_GRANULARITY, "per_grouped_channel");
    has(facts, Fact.WEIGHT_GROUP_SIZE, 8.0);
    has(facts, Fact.WEIGHT_TABLES, 8.0);
    has(facts, Fact.WEIGHT_TABLE_TYPE, "float16");
    has(facts, Fact.WEIGHT_SCALED, "no");
    has(facts, Fact.WEIGHT_SPARSITY);
  }

  @Test
  void scalesOnTablesAreNoIntegers() {
    FactTable facts = facts(new Encoding.Affine(GROUPED, dense(DataType.FLOAT16, 64, 1), null));

    has(facts, Fact.WEIGHT_ENCODING, "lookup");
    has(facts, Fact.WEIGHT_SCALED, "yes");
    has(facts, Fact.WEIGHT_GRANULARITY, "per_grouped_channel");
  }

  @Test
  void blocksOfIntegers() {
    FactTable facts =
        facts(
            new Encoding.Affine(
                dense(DataType.INT4, 64, 32), dense(DataType.FLOAT16, 64, 2), null));

    has(facts, Fact.WEIGHT_ENCODING, "affine");
    has(facts, Fact.WEIGHT_GRANULARITY, "per_block");
    has(facts, Fact.WEIGHT_BLOCK_SIZE, 1.0, 16.0);
    has(facts, Fact.WEIGHT_DATA_TYPE, "int4");
    has(facts, Fact.WEIGHT_ZERO_POINTS, "no");
  }

  @Test
  void aSparseWeightWithTables() {
    FactTable facts =
        facts(
            new Encoding.Sparse(
                dense(DataType.UINT1, 64, 32),
                new Encoding.Lookup(
                    dense(DataType.UINT2, 512), dense(DataType.FLOAT16, 1, 1, 4, 1), 0)));

    has(facts, Fact.WEIGHT_ENCODING, "sparse", "lookup");
    has(facts, Fact.WEIGHT_SPARSITY, 75.0);
    has(facts, Fact.WEIGHT_BITS, 2.0);
    has(facts, Fact.WEIGHT_GRANULARITY, "per_tensor");
  }
}
