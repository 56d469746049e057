package dev.coremill.core.constant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.algorithm.ChannelAxes;
import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelAxesFinderTest {
  @ParameterizedTest
  @CsvSource({
    "conv, weight, 4, 0, 1, true",
    "conv_transpose, weight, 4, 1, 0, true",
    "linear, weight, 2, 0, 1, true",
    "lstm, weight_hh_back, 2, 0, 1, true",
    "gru, weight_ih, 2, 0, 1, true",
    "gather, x, 2, 0, 1, true",
    "gather, x, 3, 0, 2, true",
    "gather, indices, 2, 0, 1, false",
    "matmul, y, 4, 3, 2, true",
    "matmul, x, 3, 1, 2, true",
    "add, y, 3, 0, 1, false",
    "conv, bias, 1, 0, 0, false",
    "add, y, 0, 0, 0, false",
  })
  void theOperatorDecides(
      String type, String argument, int rank, int output, int input, boolean known) {
    Operation user = Programs.user(type, "op", Map.of(argument, Programs.reference("w")));
    assertThat(find(user, argument, 0, Shape.of(new long[rank])))
        .isEqualTo(new ChannelAxes(output, input, known));
  }

  @ParameterizedTest
  @CsvSource({"true, 0, 1", "false, 1, 0"})
  void aTransposeThatIsAConstCounts(boolean transposed, int output, int input) {
    Operation user =
        Programs.user(
            "matmul",
            "op",
            Map.of("y", Programs.reference("w"), "transpose_y", Programs.reference("flag")));
    assertThat(
            ChannelAxesFinder.find(
                user,
                "y",
                0,
                Shape.of(5, 7),
                name ->
                    name.equals("flag")
                        ? Optional.of(
                            Value.OfTensor.of(
                                Tensor.ofIntegers(
                                    DataType.BOOL, Shape.scalar(), transposed ? 1 : 0)))
                        : Optional.empty()))
        .isEqualTo(new ChannelAxes(output, input, true));
  }

  @Test
  void aTransposeThatOnlyRunningGivesLeavesTheConvention() {
    Operation user =
        Programs.user(
            "matmul",
            "op",
            Map.of("y", Programs.reference("w"), "transpose_y", Programs.reference("flag")));
    assertThat(find(user, "y", 0, Shape.of(5, 7))).isEqualTo(new ChannelAxes(0, 1, false));
  }

  @Test
  void aGatheredAxisMayBeNegative() {
    Operation user =
        Programs.user(
            "gather",
            "op",
            Map.of(
                "x", Programs.reference("w"), "axis", new Binding.Literal(Operations.integer(-1))));
    assertThat(find(user, "x", 0, Shape.of(5, 7))).isEqualTo(new ChannelAxes(1, 0, true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nchw,nwhu->nchu | 1 | true | 3 | 1",
        "nk, mk -> nm | 1 | true | 0 | 1",
        "bij,bjk->bik | 0 | true | 1 | 2",
        "ij,ij->ij | 0 | false | 0 | 1",
        "i...,j->ij | 0 | false | 0 | 1",
        "ij,jk->ik | 2 | false | 0 | 1",
        "ijk,jk->ik | 1 | true | 1 | 0",
      })
  void anEquationSaysWhatIsContracted(
      String equation, int operand, boolean known, int output, int input) {
    String[] operands = equation.substring(0, equation.indexOf("->")).split(",", -1);
    String letters = operand < operands.length ? operands[operand].strip() : "ij";
    long[] dimensions = new long[letters.length()];
    for (int i = 0; i < dimensions.length; i++) {
      dimensions[i] = letters.charAt(i);
    }
    Operation user =
        Programs.user(
            "einsum", "op", Map.of("equation", new Binding.Literal(Operations.text(equation))));
    assertThat(find(user, "values", operand, Shape.of(dimensions)))
        .isEqualTo(new ChannelAxes(output, input, known));
  }

  private static ChannelAxes find(Operation user, String argument, int index, Shape shape) {
    return ChannelAxesFinder.find(user, argument, index, shape, _ -> Optional.empty());
  }
}
