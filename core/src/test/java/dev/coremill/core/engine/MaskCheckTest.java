package dev.coremill.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.algorithm.ChannelAxes;
import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.api.program.Opset;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;
import dev.coremill.core.problem.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Masks whose ones do not match the non-zeros. */
class MaskCheckTest {
  @Test
  void aMaskWithOtherOnesThanNonZerosIsReported() {
    MaskCheck.check(List.of(sparse(1, 0, 1)));

    assertThatThrownBy(() -> MaskCheck.check(List.of(sparse(1, 1, 1))))
        .isInstanceOfSatisfying(
            ProblemException.class, problem -> assertThat(problem.exitCode()).isEqualTo(2))
        .hasMessage(
            "w: its mask has 3 ones, and there are 2 non-zeros; the package is damaged; save or"
                + " copy it again");
  }

  private static Weight sparse(int... mask) {
    WeightExpression expression =
        new WeightExpression.Sparse(
            Tensor.ofIntegers(DataType.UINT1, Shape.of(mask.length), mask),
            new WeightExpression.Dense(Tensor.ofFloats(DataType.FLOAT32, Shape.of(2), 1f, 2f)));
    ChannelAxes axes = new ChannelAxes(0, 0, false);
    return new Weight(
        new WeightSite("w", expression.encoding(), List.of(), axes, Opset.CORE_ML_8),
        expression,
        List.of());
  }
}
