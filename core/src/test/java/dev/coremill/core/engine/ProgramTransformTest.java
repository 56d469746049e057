package dev.coremill.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coremill.api.algorithm.ProgramTransform;
import dev.coremill.api.algorithm.TransformContext;
import dev.coremill.api.config.Parameter;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Program;
import dev.coremill.api.tensor.Shape;
import dev.coremill.core.pipeline.PipelineSchema;
import dev.coremill.core.plugin.Plugins;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.report.JsonReport;
import dev.coremill.core.report.PipelineReport;
import dev.coremill.core.report.TextReport;
import dev.coremill.core.report.WeightReport;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTransformTest {
  @TempDir Path folder;

  /** What a test does to a program. */
  interface Change {
    Program apply(Program program, Configuration configuration, TransformContext context);
  }

  record Configuration(
      @Parameter(description = "How many operations to add.", defaultValue = "1", minimum = 1)
          int count) {}

  /** A transform called {@code graft}. */
  record Graft(Change change) implements ProgramTransform<Configuration> {
    @Override
    public String name() {
      return "graft";
    }

    @Override
    public String description() {
      return "Adds operations.";
    }

    @Override
    public Class<Configuration> configurationType() {
      return Configuration.class;
    }

    @Override
    public Program transform(
        Program program, Configuration configuration, TransformContext context) {
      return change.apply(program, configuration, context);
    }
  }

  private Bench bench(Change change) {
    return Bench.with(folder, TestAlgorithm.scaling()).and(new Graft(change));
  }

  /** Puts new weights with users of them before everything else. */
  static Program graft(Program program, Configuration configuration, TransformContext context) {
    context.note("grafted for " + context.opset().text());
    return withFirst(
        program,
        name -> {
          List<Operation> first = new ArrayList<>();
          for (int i = 0; i < configuration.count(); i++) {
            double phase = i;
            first.add(
                Programs.constant("grafted_" + i, Shape.of(64, 64), j -> Math.cos(j + phase)));
            first.add(Programs.linear("user_" + i, name, "grafted_" + i));
          }
          return first;
        });
  }

  interface Operations {
    List<Operation> of(String input);
  }

  static Program withFirst(Program program, Operations first) {
    Map<String, Function> functions = new LinkedHashMap<>();
    program
        .functions()
        .forEach((name, function) -> {
          Block body = function.body().orElseThrow();
          List<Operation> operations = new ArrayList<>();
          operations.add(Programs.half("half_of_input", function.inputs().getFirst().name()));
          operations.addAll(first.of("half_of_input"));
          operations.addAll(body.operations());
          functions.put(
              name,
              function.withSpecializations(
                  function.opset(), Map.of(function.opset(), body.withOperations(operations))));
        });
    return program.withFunctions(functions);
  }

  @Test
  void whatATransformAddsIsAWeightLikeAnyOther() {
    Bench bench = bench(ProgramTransformTest::graft);

    PipelineReport report =
        bench.run(
            Bench.CNN,
            """
            stages:
              - use: test
                select: {const_names: ["grafted_.*"]}
              - {use: graft, name: more, config: {count: 2}}
            """);

    assertThat(report.stages()).containsExactly("more", "test");
    assertThat(report.notes()).containsExactly("more: grafted for CoreML6");
    assertThat(report.weights().stream().filter(WeightReport::changed))
        .extracting(WeightReport::name)
        .containsExactly("grafted_0", "grafted_1");
    assertThat(TextReport.of(report)).contains("more: grafted for CoreML6", "grafted_1");
    StringWriter json = new StringWriter();
    JsonReport.write(report, json);
    assertThat(json.toString()).contains("\"more\"", "grafted for CoreML6");
    PipelineReport again = bench.plan(bench.output(), "stages: []");
    assertThat(Bench.weight(again, "grafted_1").before().isDense()).isFalse();
  }

  @Test
  void aTransformAloneIsWrittenToo() {
    Bench bench = bench(ProgramTransformTest::graft);

    bench.run(Bench.PARTS, "stages: [{use: graft}]");

    PipelineReport again = bench.plan(bench.output(), "stages: []");
    assertThat(again.weights())
        .filteredOn(weight -> weight.uses().getFirst().operation().equals("user_0"))
        .extracting(weight -> weight.uses().getFirst().function())
        .containsExactly("0/main", "1/main");
  }

  @Test
  void aTransformThatChangesNothingLeavesThePackageAsItIs() {
    Bench bench = bench((program, _, _) -> program);

    bench.run(Bench.CNN, "stages: [{use: graft}]");

    assertThat(Bench.files(bench.output()))
        .containsOnlyKeys(Bench.files(Bench.CNN).keySet())
        .allSatisfy((name, bytes) -> assertThat(bytes).isEqualTo(Bench.files(Bench.CNN).get(name)));
  }

  private static Function main(Program program) {
    return Objects.requireNonNull(program.functions().get("main"));
  }

  @Test
  void constantsCanBeRead() {
    List<String> seen = new ArrayList<>();
    Bench bench =
        bench((program, _, context) -> {
          for (Operation operation : main(program).body().orElseThrow().operations()) {
            context
                .constant(operation)
                .filter(_ -> operation.name().equals("head_weight_to_fp16"))
                .ifPresent(value -> seen.add(value.encoding().toString()));
          }
          return program;
        });

    bench.plan(Bench.CNN, "stages: [{use: graft}]");

    assertThat(seen).containsExactly("float16[10, 128]");
  }

  @Test
  void whatFailsNamesTheTransformAndItsStage() {
    String stages = "stages: [{use: graft, name: mine}]";

    assertThat(
            bench(
                    (_, _, _) -> {
                      throw new IllegalArgumentException("no room");
                    })
                .problem(Bench.CNN, stages))
        .startsWith("stage mine: graft refuses this program: no room; ");
    assertThat(
            bench(
                    (_, _, _) -> {
                      throw new IllegalStateException("oh");
                    })
                .problem(Bench.CNN, stages))
        .startsWith("stage mine: graft failed: java.lang.IllegalStateException: oh; ");
    assertThat(bench(ProgramTransformTest::nothing).problem(Bench.PARTS, stages))
        .startsWith("stage mine, model 0/: graft returned a program that is not valid: it is null");
  }

  @SuppressWarnings("NullAway") // that is the defect
  private static Program nothing(
      Program program, Configuration configuration, TransformContext context) {
    return null;
  }

  @Test
  void aNameThatIsUsedBeforeItIsDefinedIsFound() {
    Change early =
        (program, _, _) ->
            withFirst(program, _ -> List.of(Programs.linear("early", "hidden_later", "nowhere")));

    assertThat(bench(early).problem(Bench.CNN, "stages: [{use: graft}]"))
        .contains("function main: linear 'early' uses '", "before anything defines it");
  }

  @Test
  void aNameThatIsDefinedTwiceIsFound() {
    Change twice =
        (program, _, _) ->
            withFirst(
                program, _ -> List.of(Programs.constant("const_6_to_fp16", Shape.of(1), _ -> 1)));

    assertThat(bench(twice).problem(Bench.CNN, "stages: [{use: graft}]"))
        .contains(
            "graft returned a program that is not valid", "'const_6_to_fp16' is defined twice");
  }

  @Test
  void anInterfaceThatChangesIsFound() {
    Change cut = (program, _, _) -> program.withFunctions(Map.of());
    Change renamed =
        (program, _, _) ->
            program.withFunctions(
                Map.of(
                    "main",
                    new Function(
                        List.of(),
                        "CoreML6",
                        main(program).specializations(),
                        Map.of(),
                        main(program).unknownFields())));

    assertThat(bench(cut).problem(Bench.CNN, "stages: [{use: graft}]"))
        .contains("its functions are [], and were [main]");
    assertThat(bench(renamed).problem(Bench.CNN, "stages: [{use: graft}]"))
        .contains("function main has other inputs");
  }

  @Test
  void aTransformSelectsNoWeights() {
    ProblemException problem =
        catchThrowableOfType(
            ProblemException.class,
            () ->
                bench((program, _, _) -> program)
                    .plan(
                        Bench.CNN,
                        "stages: [{use: graft, select: {op_types: [conv]}, overrides: [],"
                            + " config: {weight_threshold: 3}}]"));

    assertThat(problem.problems()).hasSize(3);
    assertThat(problem)
        .hasMessageContaining(
            "pipeline.yaml:4:23: stages[0]: 'select' is about weights, and 'graft' transforms whole"
                + " programs; remove it")
        .hasMessageContaining("'overrides' is about weights")
        .hasMessageContaining("unknown key 'weight_threshold'");
  }

  @Test
  void theSchemaKnowsTransforms() {
    String schema =
        PipelineSchema.write(
            Plugins.of(
                List.of(),
                List.of(TestAlgorithm.scaling()),
                List.of(new Graft((program, _, _) -> program)),
                List.of()));

    assertThat(schema)
        .contains("\"enum\":[\"graft\",\"test\"]", "\"graft\":{", "\"test.override\":{")
        .contains("\"select\":false,\"overrides\":false")
        .doesNotContain("graft.override");
  }
}
