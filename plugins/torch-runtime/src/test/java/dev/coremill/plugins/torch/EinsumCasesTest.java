package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.counting;
import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.shape;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.runtime.PredictionException;
import dev.coremill.api.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Products by equations, and equations that do not fit. */
class EinsumCasesTest {
  private static OperationRun einsum(String equation, Tensor... values) {
    OperationRun run = OperationRun.of("einsum").parameter("equation", equation);
    for (Tensor value : values) {
      run.input("values", value);
    }
    return run;
  }

  @Test
  void lettersAndSpacesMayBeChosenFreely() {
    Tensor x = counting(1, shape(2, 1, 2));
    Tensor y = counting(1, shape(2, 1, 2));
    einsum("chw,whr->chr", x, y).run().isClose(shape(2, 1, 2), 7, 10, 15, 22);
    einsum("QbZ, Zba -> Qba", x, y).run().isClose(shape(2, 1, 2), 7, 10, 15, 22);
  }

  @Test
  void anAxisOfOneElementIsBroadcastOnEitherSide() {
    Tensor wide = counting(1, shape(1, 3, 2));
    Tensor narrow = floats(shape(2, 1, 1), 1, 10);
    einsum("chw,whr->chr", wide, narrow).run().isClose(shape(1, 3, 1), 21, 43, 65);
    einsum("chw,whr->chr", floats(shape(1, 1, 2), 1, 10), counting(1, shape(2, 3, 1)))
        .run()
        .isClose(shape(1, 3, 1), 41, 52, 63);
  }

  @Test
  void axesOfOneTensorAloneAreSummedOver() {
    einsum("ab,cd->ca", counting(1, shape(2, 2)), counting(1, shape(1, 2)))
        .run()
        .isClose(shape(1, 2), 9, 21);
  }

  @Test
  void whatDoesNotFitTheEquationIsNamed() {
    Tensor x = counting(1, shape(2, 3));
    refuses(einsum("ab,bc->ac", x), "values has 1 tensors, not 2");
    refuses(
        einsum("ab,bc->ac", x, x),
        "axis 'b' of equation 'ab,bc->ac' has 3 elements, and 2 (values");
    refuses(
        einsum("abc,cd->ad", x, x),
        "equation 'abc,cd->ad' has the axes 'abc' for a tensor of [2, 3]");
    refuses(einsum("ab,ac->bz", x, x), "equation 'ab,ac->bz' has the axis 'z' in its result alone");
    refuses(einsum("ab,ac->bb", x, x), "equation 'ab,ac->bb' has the axis 'b' twice in its result");
    for (String other : new String[] {"ab,ac", "ab,ac->bc,", "a...,a...->a", "", "a1,ac->c"}) {
      refuses(einsum(other, x, x), "equation '" + other + "' is not of the form 'nchw,nwhu->nchu'");
    }
  }

  private static void refuses(OperationRun run, String message) {
    assertThatThrownBy(run::run)
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("einsum 'output_0' cannot be computed: " + message);
  }
}
