package dev.coremill.api.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.program.Opset;
import dev.coremill.api.tensor.DataType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorCatalogTest {
  private static final OperatorCatalog CATALOG = OperatorCatalog.shipped();

  private static Operator operator(String type) {
    return CATALOG.operator(type).orElseThrow();
  }

  @Test
  void allOperatorsOfTheOpsetsAreThere() {
    assertThat(CATALOG.operators()).hasSizeBetween(160, 200);
    assertThat(CATALOG.operators().values())
        .extracting(Operator::kind)
        .contains(OperatorKind.values());
  }

  @ParameterizedTest
  @CsvSource({
    "conv, CORE_ML_5",
    "while_loop, CORE_ML_5",
    "constexpr_lut_to_dense, CORE_ML_6",
    "fill_like, CORE_ML_6",
    "pixel_unshuffle, CORE_ML_6",
    "reshape_like, CORE_ML_6",
    "quantize, CORE_ML_7",
    "resize, CORE_ML_7",
    "scaled_dot_product_attention, CORE_ML_8",
    "read_state, CORE_ML_8",
    "write_state, CORE_ML_8",
    "slice_update, CORE_ML_8",
    "constexpr_blockwise_shift_scale, CORE_ML_8"
  })
  void anOperatorComesWithItsOpset(String type, Opset introduced) {
    assertThat(operator(type).introduced()).isEqualTo(introduced);
    for (Opset opset : Opset.values()) {
      assertThat(operator(type).signature(opset).isPresent())
          .isEqualTo(opset.isAtLeast(introduced));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "gather, validate_indices, CORE_ML_6, false",
    "gather, validate_indices, CORE_ML_7, true",
    "gather, batch_dims, CORE_ML_5, false",
    "gather, batch_dims, CORE_ML_8, true",
    "crop_resize, roi, CORE_ML_6, true",
    "crop_resize, roi, CORE_ML_7, false",
    "crop_resize, boxes, CORE_ML_7, true",
    "non_maximum_suppression, score_threshold, CORE_ML_9, false",
    "topk, sort, CORE_ML_6, true",
    "gru, reset_after, CORE_ML_8, true"
  })
  void anOpsetHasTheParametersOfItsTime(
      String type, String parameter, Opset opset, boolean present) {
    OperatorSignature signature = operator(type).signature(opset).orElseThrow();

    assertThat(signature.parameter(parameter).isPresent()).isEqualTo(present);
    assertThat(operator(type).parameter(parameter)).isPresent();
  }

  @Test
  void typesThatAnOpsetAddedAreNotThoseOfOlderOnes() {
    Operator gather = operator("gather");

    assertThat(gather.signature(Opset.CORE_ML_6).orElseThrow().parameter("x").orElseThrow().types())
        .containsExactlyInAnyOrder(DataType.FLOAT16, DataType.FLOAT32, DataType.INT32);
    assertThat(gather.parameter("x").orElseThrow().takes(DataType.UINT8)).isTrue();
  }

  @Test
  void whatIsConstantOptionalOrOfTheSameTypeIsKnown() {
    OperatorSignature old = operator("conv").signature(Opset.CORE_ML_6).orElseThrow();
    OperatorSignature recent = operator("conv").signature(Opset.CORE_ML_7).orElseThrow();

    assertThat(old.parameter("bias").orElseThrow().constant()).isTrue();
    assertThat(recent.parameter("bias").orElseThrow().constant()).isFalse();
    assertThat(old.parameter("x").orElseThrow().typeVariable())
        .isPresent()
        .isEqualTo(old.parameter("weight").orElseThrow().typeVariable());
    assertThat(old.parameter("groups").orElseThrow().defaultValue()).contains("1");
    assertThat(old.parameter("weight").orElseThrow().optional()).isFalse();
    assertThat(operator("concat").parameter("values").orElseThrow().variadic()).isTrue();
  }

  @Test
  void everyFactHasASource() {
    for (Operator operator : CATALOG.operators().values()) {
      assertThat(operator.source()).as(operator.type()).startsWith("coremltools mil/");
      for (OperatorChange change : operator.changes()) {
        assertThat(change.source()).as(operator.type()).startsWith("coremltools mil/ops/defs/");
        assertThat(change.opset().isAtLeast(operator.introduced())).as(operator.type()).isTrue();
      }
    }
  }

  @Test
  void everySignatureDiffersFromTheOneBeforeAndNamesNoParameterTwice() {
    for (Operator operator : CATALOG.operators().values()) {
      OperatorSignature before = null;
      for (OperatorSignature signature : operator.signatures()) {
        Set<String> names = new HashSet<>();
        for (OperatorParameter parameter : signature.parameters()) {
          assertThat(names.add(parameter.name())).as(operator.type()).isTrue();
        }
        if (before != null) {
          assertThat(signature.since().isAtLeast(before.since())).as(operator.type()).isTrue();
          assertThat(signature.parameters()).as(operator.type()).isNotEqualTo(before.parameters());
        }
        before = signature;
      }
    }
  }

  @Test
  void aSignatureThatTakesLessIsAmongTheChangesThatOlderProgramsMeet() {
    for (Operator operator : CATALOG.operators().values()) {
      for (int i = 1; i < operator.signatures().size(); i++) {
        OperatorSignature before = operator.signatures().get(i - 1);
        OperatorSignature after = operator.signatures().get(i);
        boolean less = false;
        for (OperatorParameter parameter : before.parameters()) {
          OperatorParameter kept = after.parameter(parameter.name()).orElse(null);
          less |=
              kept == null
                  || !kept.types().containsAll(parameter.types())
                  || (kept.constant() && !parameter.constant());
        }
        boolean said =
            operator.changes().stream()
                .anyMatch(change ->
                    change.opset() == after.since()
                        && change.kind() != OperatorChange.Kind.EXTENDS);
        assertThat(said || !less).as(operator.type() + " in " + after.since()).isTrue();
      }
    }
  }

  @Test
  void ofOperatorsThatGatherAndScatterOnlyNegativeIndicesHaveChangedTheirMeaning() {
    for (Operator operator : CATALOG.operators().values()) {
      if (operator.kind() == OperatorKind.SCATTER_GATHER) {
        assertThat(operator.changes())
            .filteredOn(change -> change.kind() != OperatorChange.Kind.EXTENDS)
            .allMatch(change -> change.what().contains("negative indices"));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "abs;CoreML5;x;float16;-;required | has 6 cells in place of 7",
        "abs;CoreML5;x;float16;-;;- | has an empty cell",
        "abs;CoreML4;x;float16;-;required;- | 'CoreML4' is no opset",
        "abs;CoreML5;x;float17;-;required;- | 'float17' is no DataType",
        "abs;CoreML5;x;float16 float16;-;required;- | names float16 twice",
        "abs;CoreML5;x;float16;-;needed;- | 'needed' is neither required nor optional",
        "abs;CoreML5;x;float16;-;required fixed;- | 'fixed' is neither constant nor variadic",
        "sba;CoreML5;x;float16;-;required;- | has no row in parameters.tsv"
      })
  void aDamagedTableIsRefusedWithItsLine(String row, String message) {
    assertThatThrownBy(() ->
            CatalogReader.read(
                table("operators.tsv", "operator;kind;source\nabs;ELEMENTWISE;here\n"),
                table(
                    "parameters.tsv",
                    "operator;since;parameter;types;variable;use;default\n" + row + "\n"),
                table("changes.tsv", "operator;opset;effect;what;source\n")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(".tsv, line 2")
        .hasMessageContaining(message);
  }

  private static OperatorTable table(String name, String text) throws IOException {
    return OperatorTable.read(
        name, new ByteArrayInputStream(text.replace(';', '\t').getBytes(StandardCharsets.UTF_8)));
  }
}
