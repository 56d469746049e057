package dev.coremill.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coremill.api.program.Operation;
import dev.coremill.api.tensor.Shape;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.report.PipelineReport;
import dev.coremill.core.report.WeightReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operations that the systems of a pipeline do not have stop it before its work. */
class OperationCheckTest {
  @TempDir Path folder;

  /** A package for iOS 16 that asks for the fused attention of iOS 18. */
  private Path attention() {
    return Programs.write(
        folder,
        List.of(
            Programs.constant("weight", Shape.of(64, 64), i -> i % 7),
            Programs.linear("first", "image", "weight"),
            Programs.operation(
                "scaled_dot_product_attention",
                "attention",
                Map.of("query", "first", "key", "first", "value", "first"))));
  }

  private Bench bench() {
    return Bench.with(folder, TestAlgorithm.scaling());
  }

  private List<Problem> problems(Path model, String yaml) {
    return catchThrowableOfType(ProblemException.class, () -> bench().plan(model, yaml)).problems();
  }

  @Test
  void anOperationOfANewerOpsetStopsAPlan() {
    Problem problem = problems(attention(), "stages: [{use: test}]").getFirst();

    assertThat(problem.kind()).isEqualTo(Problem.Kind.ILLEGAL);
    assertThat(problem.place()).isEqualTo("operation main/attention");
    assertThat(problem.message())
        .isEqualTo("CoreML6 has no scaled_dot_product_attention; it comes with CoreML8 (iOS16)");
    assertThat(problem.mend())
        .startsWith("the first that accepts it is iOS18: set deployment.minimum_os to it");
  }

  @Test
  void theFirstVersionIsThatOfTheSystemsThatAreAskedFor() {
    Problem problem =
        problems(attention(), "deployment: {minimum_os: [macOS13, watchOS9]}\nstages: []")
            .getFirst();

    assertThat(problem.mend()).startsWith("the first that accepts it is macOS15, watchOS11: ");
  }

  @Test
  void itStopsARunAndLeavesTheOldOutput() {
    Path made = attention();

    ProblemException problem =
        catchThrowableOfType(
            ProblemException.class, () -> bench().run(made, "stages: [{use: test}]"));

    assertThat(problem.problems()).extracting(Problem::kind).containsOnly(Problem.Kind.ILLEGAL);
    assertThat(bench().output()).doesNotExist();
  }

  @Test
  void aMinimumThatHasItRaisesTheProgramAndAcceptsIt() {
    assertThat(bench().plan(attention(), "deployment: {minimum_os: iOS18}\nstages: []").weights())
        .isNotEmpty();
  }

  @Test
  void anArgumentThatNoOpsetHasIsNamedWithTheOperation() {
    Operation strange =
        Programs.operation("relu", "strange", Map.of("x", "image", "slope", "image"));

    Problem problem = problems(Programs.write(folder, List.of(strange)), "stages: []").getFirst();

    assertThat(problem.toString())
        .isEqualTo(
            "operation main/strange: relu has no argument slope (iOS16); no system accepts it:"
                + " convert the model again without this operation");
  }

  @Test
  void anOperatorThatIsNotKnownPassesThroughAndIsToldOf() {
    Path model =
        Programs.write(
            folder.resolve("models"),
            List.of(
                Programs.constant("weight", Shape.of(64, 64), i -> i % 7),
                Programs.linear("first", "image", "weight"),
                Programs.operation("made_elsewhere", "last", Map.of("x", "first"))));

    PipelineReport report = bench().run(model, "stages: [{use: test}]");

    assertThat(report.weights()).allMatch(WeightReport::changed);
    assertThat(report.notes())
        .contains(
            "not known, and passed through without a check that systems accept them: the operators"
                + " made_elsewhere");
  }

  @Test
  void whatATransformAddsIsJudgedToo() {
    Bench bench =
        bench()
            .and(
                new ProgramTransformTest.Graft((program, _, _) ->
                    ProgramTransformTest.withFirst(
                        program,
                        name ->
                            List.of(
                                Programs.constant("scale", Shape.scalar(), _ -> 0.5),
                                Programs.withText(
                                    Programs.operation(
                                        "quantize",
                                        "added",
                                        Map.of("input", name, "scale", "scale")),
                                    "output_dtype",
                                    "int8")))));

    assertThat(bench.planProblem(Bench.CNN, "stages: [{use: graft}]"))
        .contains("CoreML6 has no quantize; it comes with CoreML7 (iOS16)")
        .contains("the first that accepts it is iOS17");
  }

  @Test
  void convertedPackagesPass() {
    for (Path each : List.of(Bench.CNN, Bench.CNN_4_BIT, Bench.MULTIFUNCTION, Bench.PARTS)) {
      assertThat(bench().plan(each, "stages: []").weights()).isNotEmpty();
    }
  }
}
