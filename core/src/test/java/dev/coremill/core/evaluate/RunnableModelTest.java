package dev.coremill.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.program.Function;
import dev.coremill.api.program.Program;
import dev.coremill.api.program.Value;
import dev.coremill.api.runtime.CompressedConstants;
import dev.coremill.api.runtime.NumericMode;
import dev.coremill.api.runtime.PreparedFunction;
import dev.coremill.api.runtime.ProgramRuntime;
import dev.coremill.api.runtime.RuntimeOptions;
import dev.coremill.api.runtime.RuntimeUnavailableException;
import dev.coremill.api.runtime.States;
import dev.coremill.api.runtime.UnsupportedProgramException;
import dev.coremill.api.runtime.ValueObserver;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.core.mlpackage.Model;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.sample.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole models of every kind run, and what a runtime throws becomes one line. */
class RunnableModelTest {
  private static final Map<String, Value> ROW =
      Map.of("x", Value.OfTensor.of(Numbers.tensor(DataType.FLOAT32, Shape.of(1, 3), -1, 2, 3)));

  @Test
  void thePartsOfAPipelineAreChainedByTheNamesOfFeatures() {
    Model rectify =
        Models.single("a", "x", "middle", Models.operation("relu", "middle", Map.of("x", "x")));
    Model twice = Models.single("b", "middle", "y", Models.binary("add", "y", "middle", "middle"));

    try (RunnableModel model =
        Models.open(Models.pipeline(List.of("y", "middle"), rectify, twice))) {
      assertThat(model.face().inputs()).extracting("name").containsExactly("x");
      assertThat(predict(model, "y")).containsExactly(0, 4, 6);
      assertThat(predict(model, "middle")).containsExactly(0, 2, 3);
    }
  }

  @Test
  void aFunctionIsChosenByName() {
    Function plain =
        Models.function("x", List.of("y"), Models.operation("identity", "y", Map.of("x", "x")));
    Function doubled = Models.function("x", List.of("y"), Models.binary("add", "y", "x", "x"));
    Model model = Models.program("two", List.of("y"), Map.of("main", plain, "doubled", doubled));

    try (RunnableModel other = Models.open(model, Optional.of("doubled"), NumericMode.FLOAT32)) {
      assertThat(predict(other, "y")).containsExactly(-2, 4, 6);
    }
    assertThatThrownBy(() -> Models.open(model, Optional.of("double"), NumericMode.FLOAT32))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("there is no function 'double'; did you mean 'doubled'?");
  }

  @Test
  void statesLastUntilTheSequenceEnds() {
    Model model =
        Models.single(
            "sum",
            "x",
            "y",
            Models.operation("accumulate", "y", Map.of("x", "x", "state", "memory")));

    try (RunnableModel running = Models.open(model)) {
      assertThat(running.face().stateful()).isTrue();
      assertThat(running.face().inputs()).hasSize(1);
      assertThat(predict(running, "y")).containsExactly(-1, 2, 3);
      assertThat(predict(running, "y")).containsExactly(-2, 4, 6);
      running.restart();
      assertThat(predict(running, "y")).containsExactly(-1, 2, 3);
    }
  }

  @Test
  void aFloat16InputIsRoundedInFloat16Alone() {
    Function half =
        Models.function(
            "x",
            DataType.FLOAT16,
            List.of("y"),
            Models.operation("identity", "y", Map.of("x", "x")));
    Model model = Models.program("half", List.of("y"), Map.of("main", half));
    // 1.0001 lies between two numbers of float16.
    Value row = Value.OfTensor.of(Numbers.tensor(DataType.FLOAT32, Shape.of(1, 3), 1.0001, 2, 3));

    for (NumericMode mode : NumericMode.values()) {
      try (RunnableModel running = Models.open(model, mode)) {
        Value y = running.predict("data", 0, Map.of("x", row), ValueObserver.NONE).get("y");
        assertThat(Numbers.all(Rows.tensor(Objects.requireNonNull(y)))[0])
            .isEqualTo(mode == NumericMode.FLOAT16 ? 1 : (double) 1.0001f);
      }
    }
  }

  @Test
  void aModelOfAnotherKindIsRefused() {
    assertThatThrownBy(() -> Models.open(Models.pipeline(List.of("y"))))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("it is a model of the kind pipeline, which cannot run here");
  }

  @Test
  void operationsThatARuntimeDoesNotKnowAreBadInput() {
    Model model = Models.single("m", "x", "y", Models.operation("mystery", "y", Map.of("x", "x")));

    ProblemException problem = problem(model, new PlainRuntime());

    assertThat(problem).hasMessage("m: runtime plain: mystery is not known");
    assertThat(problem.exitCode()).isEqualTo(2);
  }

  @Test
  void aMachineThatTheRuntimeCannotUseIsToldInOneLine() {
    assertThat(problem(new RuntimeUnavailableException("no library for plan9 on mips; use Linux")))
        .hasMessage("runtime broken: no library for plan9 on mips; use Linux");
    assertThat(problem(new RuntimeUnavailableException("no library")).exitCode()).isEqualTo(2);
    assertThat(problem(new UnsatisfiedLinkError("no torch in java.library.path")))
        .hasMessageContaining("its native library is missing or does not load: no torch in")
        .hasMessageContaining(System.getProperty("os.name"));
    assertThat(problem(new IllegalStateException("oops")))
        .hasMessageContaining("runtime broken failed: java.lang.IllegalStateException: oops");
  }

  @Test
  void withoutARuntimeNothingRuns() {
    assertThatThrownBy(() -> Runtimes.choose(List.of(), Optional.empty()))
        .hasMessageContaining("no runtime is installed, so no model can run; install the plugin");
    assertThatThrownBy(() -> Runtimes.choose(List.of(new PlainRuntime()), Optional.of("plian")))
        .hasMessageContaining("there is no runtime 'plian'; did you mean 'plain'?");
    assertThat(Runtimes.choose(List.of(new PlainRuntime()), Optional.empty()).name())
        .isEqualTo("plain");
  }

  private static ProblemException problem(Throwable thrown) {
    ProgramRuntime broken =
        runtime((_, _, _, _) -> {
          if (thrown instanceof Error error) {
            throw error;
          }
          throw (RuntimeException) thrown;
        });
    Model model = Models.single("m", "x", "y", Models.operation("relu", "y", Map.of("x", "x")));
    return problem(model, broken);
  }

  @FunctionalInterface
  private interface Preparing {
    PreparedFunction prepare(
        Program program, String function, CompressedConstants constants, RuntimeOptions options);
  }

  private static ProgramRuntime runtime(Preparing how) {
    return new ProgramRuntime() {
      @Override
      public String name() {
        return "broken";
      }

      @Override
      public String description() {
        return "";
      }

      @Override
      public PreparedFunction prepare(
          Program program, String function, CompressedConstants constants, RuntimeOptions options) {
        return how.prepare(program, function, constants, options);
      }
    };
  }

  @ParameterizedTest
  @CsvSource({"false, 1", "true, 3"})
  void aModelThatRunsAloneSharesAllThreads(boolean alone, int expected) {
    List<Integer> threads = new ArrayList<>();
    ProgramRuntime counting =
        runtime((program, function, constants, options) -> {
          threads.add(options.threads());
          return new PlainRuntime().prepare(program, function, constants, options);
        });
    Model model = Models.single("m", "x", "y", Models.operation("relu", "y", Map.of("x", "x")));
    try (RunnableModel running =
        RunnableModel.open(
            model.name(),
            model,
            Optional.empty(),
            counting,
            new RuntimeOptions(NumericMode.FLOAT32, 3),
            alone)) {
      assertThat(threads).containsExactly(expected);
      assertThat(running.parallelism()).isEqualTo(alone ? 1 : 3);
    }
  }

  /** Functions that count how often they are closed, and fail to. */
  private record Stubborn(PreparedFunction function, List<String> closed, boolean hasStates)
      implements PreparedFunction {
    @Override
    public States newStates() {
      if (!hasStates) {
        throw new UnsupportedProgramException("its states are odd");
      }
      return function.newStates();
    }

    @Override
    public Map<String, Value> predict(
        Map<String, Value> inputs, States states, ValueObserver observer) {
      return function.predict(inputs, states, observer);
    }

    @Override
    public void close() {
      closed.add("function");
      throw new IllegalStateException("it stays");
    }
  }

  private static ProgramRuntime stubborn(List<String> closed, boolean hasStates) {
    return runtime((program, function, constants, options) ->
        new Stubborn(
            new PlainRuntime().prepare(program, function, constants, options), closed, hasStates));
  }

  @Test
  void everyPartIsClosedAlsoWhereOneFailsTo() {
    Model rectify =
        Models.single("a", "x", "middle", Models.operation("relu", "middle", Map.of("x", "x")));
    Model twice = Models.single("b", "middle", "y", Models.binary("add", "y", "middle", "middle"));
    List<String> closed = new ArrayList<>();
    RunnableModel model =
        RunnableModel.open(
            "m",
            Models.pipeline(List.of("y"), rectify, twice),
            Optional.empty(),
            stubborn(closed, true),
            new RuntimeOptions(NumericMode.FLOAT32, 1),
            false);

    assertThatThrownBy(model::close).hasMessage("it stays");
    assertThat(closed).hasSize(2);
  }

  @Test
  void aFunctionWhoseStatesCannotBeMadeIsClosed() {
    Model model = Models.single("m", "x", "y", Models.operation("relu", "y", Map.of("x", "x")));
    List<String> closed = new ArrayList<>();

    assertThat(problem(model, stubborn(closed, false))).hasMessageContaining("its states are odd");
    assertThat(closed).hasSize(1);
  }

  private static ProblemException problem(Model model, ProgramRuntime runtime) {
    try {
      RunnableModel.open(
              model.name(),
              model,
              Optional.empty(),
              runtime,
              new RuntimeOptions(NumericMode.FLOAT32, 1),
              false)
          .close();
    } catch (ProblemException expected) {
      return expected;
    }
    throw new AssertionError("it opens");
  }

  private static double[] predict(RunnableModel model, String output) {
    Value value = model.predict("data", 0, ROW, ValueObserver.NONE).get(output);
    assertThat(value).isInstanceOf(Value.OfTensor.class);
    return Numbers.all(Rows.tensor(Objects.requireNonNull(value)));
  }
}
