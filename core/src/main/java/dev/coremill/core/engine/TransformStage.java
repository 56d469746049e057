package dev.coremill.core.engine;

import dev.coremill.api.algorithm.ProgramTransform;
import dev.coremill.api.algorithm.TransformContext;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Opset;
import dev.coremill.api.program.Program;
import dev.coremill.api.program.Value;
import dev.coremill.api.weight.WeightExpression;
import dev.coremill.core.plugin.PluginCall;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stage that rewrites whole programs: a plugin's transform with its configuration. What it
 * returns is checked, so that a defect of a plugin is told here and not by Core ML.
 *
 * @param name the stage's name
 * @param transform the transform
 * @param configuration an instance of its configuration type
 */
record TransformStage<C extends Record>(
    String name, ProgramTransform<C> transform, C configuration) {
  private static final String REPORT = "report the defect to the plugin's provider";

  /** Pairs a transform with the configuration that was bound for it. */
  static <C extends Record> TransformStage<C> of(
      String name, ProgramTransform<C> transform, Record configuration) {
    return new TransformStage<>(name, transform, transform.configurationType().cast(configuration));
  }

  /**
   * Transforms a program.
   *
   * @param notes receives what the transform remarks
   * @throws ProblemException if it fails, or returns a program that cannot be written
   */
  WorkingProgram apply(WorkingProgram program, Consumer<String> notes) {
    String path = program.source().path();
    String place = "stage " + name + (path.isEmpty() ? "" : ", model " + path);
    Program result;
    List<String> defects;
    String where = "";
    try (PluginCall call = PluginCall.enter(transform, place, "transform")) {
      where = call.words();
      result = transform.transform(program.program(), configuration, context(program, notes));
      call.requireNoThreads(transform.name());
      defects = defects(program.program(), result);
    } catch (ProblemException known) {
      throw known;
    } catch (IllegalArgumentException refused) {
      throw new ProblemException(
          Problem.failed(
              place,
              transform.name() + " refuses this program: " + refused.getMessage() + where,
              "change its configuration, or remove the stage"),
          refused);
    } catch (RuntimeException | Error defect) {
      throw new ProblemException(
          Problem.failed(place, transform.name() + " failed: " + defect + where, REPORT), defect);
    }
    if (!defects.isEmpty()) {
      throw new ProblemException(
          Problem.failed(
              place,
              transform.name()
                  + " returned a program that is not valid: "
                  + defects.getFirst()
                  + (defects.size() == 1 ? "" : ", and " + (defects.size() - 1) + " more defects")
                  + where,
              REPORT));
    }
    boolean changed = !result.equals(program.program());
    return changed ? new WorkingProgram(program.source(), result, program.opset(), true) : program;
  }

  /** The interface is described outside the program, so a transform must keep it. */
  private static List<String> defects(Program before, @Nullable Program after) {
    if (after == null) {
      return List.of("it is null");
    }
    List<String> defects = new ArrayList<>();
    if (!after.functions().keySet().equals(before.functions().keySet())) {
      defects.add(
          "its functions are "
              + after.functions().keySet()
              + ", and were "
              + before.functions().keySet());
    }
    before
        .functions()
        .forEach((name, function) -> {
          Function other = after.functions().get(name);
          if (other != null
              && !(other.inputs().equals(function.inputs())
                  && other.opset().equals(function.opset())
                  && outputs(other).equals(outputs(function)))) {
            defects.add("function " + name + " has other inputs, outputs or another opset");
          }
        });
    defects.addAll(ProgramCheck.defects(after));
    return defects;
  }

  private static List<String> outputs(Function function) {
    return function.body().map(body -> body.outputs()).orElse(List.of());
  }

  private TransformContext context(WorkingProgram program, Consumer<String> notes) {
    return new TransformContext() {
      @Override
      public Opset opset() {
        return program.opset();
      }

      @Override
      public Optional<WeightExpression> constant(Operation operation) {
        return operation.type().equals("const")
                && operation.attributes().get("val") instanceof Value.OfTensor value
            ? Optional.of(new WeightExpression.Dense(value.tensor()))
            : Optional.empty();
      }

      @Override
      public void note(String remark) {
        notes.accept(name + ": " + remark);
      }
    };
  }
}
