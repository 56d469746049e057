package dev.coremill.core.profile;

import dev.coremill.api.program.Function;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Program;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.target.ProgramProfile;
import dev.coremill.core.mlpackage.Feature;
import dev.coremill.core.mlpackage.FunctionInterface;
import dev.coremill.core.mlpackage.Model;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.mlpackage.ProgramPart;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.problem.Suggestions;
import dev.coremill.core.shape.InferredTypes;
import dev.coremill.core.shape.InputShapes;
import dev.coremill.core.shape.ShapeInference;
import dev.coremill.core.shape.ShapeOverrides;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the profiles of programs. */
public final class ProgramProfiler {
  private final ShapeOverrides shapes;
  private final EncodingPlan plan;

  /**
   * @param shapes the shapes of inputs that a user asks for
   * @param plan what a pipeline will make of constants
   */
  public ProgramProfiler(ShapeOverrides shapes, EncodingPlan plan) {
    this.shapes = shapes;
    this.plan = plan;
  }

  /** Profiles of programs as they are. */
  public ProgramProfiler() {
    this(ShapeOverrides.NONE, EncodingPlan.UNCHANGED);
  }

  /**
   * The profile of each function of each program of a package, in their order.
   *
   * @throws ProblemException if an override names no input or does not fit it, or as {@link
   *     #profile} does
   */
  public List<ProgramProfile> profiles(ModelPackage source) {
    requireInputs(source);
    List<ProgramProfile> profiles = new ArrayList<>();
    for (ProgramPart part : source.programs()) {
      profiles.addAll(profiles(source, part.path(), part.program()));
    }
    return profiles;
  }

  /**
   * The profile of each function of a program that stands, or will stand, in a package.
   *
   * @param source the package, whose description tells the default shapes of flexible inputs
   * @param path the path of the program's model in a pipeline, such as {@code 0/}; empty for a
   *     model of its own
   * @param program the program
   * @throws ProblemException as {@link #profile} does
   */
  public List<ProgramProfile> profiles(ModelPackage source, String path, Program program) {
    List<ProgramProfile> profiles = new ArrayList<>();
    for (Map.Entry<String, Function> function : program.functions().entrySet()) {
      List<Feature> described = described(source.model(), path, function.getKey());
      profiles.add(profile(path + function.getKey(), function.getValue(), described));
    }
    return profiles;
  }

  /**
   * The profile of each function of a program without a description, in their order.
   *
   * @param path the path of its model in a pipeline, such as {@code 0/}; empty for a model of its
   *     own
   * @param program the program
   * @throws ProblemException as {@link #profile} does
   */
  public List<ProgramProfile> profiles(String path, Program program) {
    List<ProgramProfile> profiles = new ArrayList<>();
    for (Map.Entry<String, Function> function : program.functions().entrySet()) {
      profiles.add(profile(path + function.getKey(), function.getValue()));
    }
    return profiles;
  }

  /**
   * The profile of a function without a description.
   *
   * @param path its name, with the path of its model in a pipeline before it
   * @param function the function
   * @throws ProblemException if its opset is not known, if it has no body for it, if it uses a name
   *     that nothing defines, if an override does not fit its input, or if a shape is open and
   *     nothing tells it
   */
  public ProgramProfile profile(String path, Function function) {
    return profile(path, function, List.of());
  }

  /**
   * The profile of a function.
   *
   * @param path its name, with the path of its model in a pipeline before it
   * @param function the function
   * @param described what the model's description says about its inputs and states
   * @throws ProblemException as the other method of this name does
   */
  public ProgramProfile profile(String path, Function function, List<Feature> described) {
    Map<String, ValueType> inputs =
        asksForShapes(function) ? InputShapes.of(path, function, described, shapes) : Map.of();
    return new FunctionProfiler(
            path, function, plan, () -> infer(path, function, described, inputs))
        .profile();
  }

  private InferredTypes infer(
      String path, Function function, List<Feature> described, Map<String, ValueType> inputs) {
    return ShapeInference.infer(
        path,
        function,
        inputs.isEmpty() ? InputShapes.of(path, function, described, shapes) : inputs);
  }

  /** An override that does not fit is refused even where the program states every shape. */
  private boolean asksForShapes(Function function) {
    for (NamedType input : function.inputs()) {
      if (shapes.of(input.name()).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private static List<Feature> described(Model model, String path, String function) {
    Model part = find(model, path);
    if (part == null) {
      return List.of();
    }
    List<Feature> described = new ArrayList<>(part.inputs());
    described.addAll(part.states());
    for (FunctionInterface each : part.functions()) {
      if (each.name().equals(function)) {
        described.addAll(each.inputs());
        described.addAll(each.states());
      }
    }
    return described;
  }

  private static @Nullable Model find(Model model, String path) {
    if (model.path().equals(path)) {
      return model;
    }
    for (Model part : model.parts()) {
      Model found = path.startsWith(part.path()) ? find(part, path) : null;
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private void requireInputs(ModelPackage source) {
    Set<String> known = new LinkedHashSet<>();
    for (ProgramPart part : source.programs()) {
      for (Function function : part.program().functions().values()) {
        for (NamedType input : function.inputs()) {
          if (input.type() instanceof ValueType.OfTensor) {
            known.add(input.name());
          }
        }
      }
    }
    for (String name : shapes.shapes().keySet()) {
      if (!known.contains(name)) {
        throw new ProblemException(
            Problem.input(
                "--shape " + name,
                source.path() + " has no input of this name",
                Suggestions.offer(name, known)));
      }
    }
  }
}
