package dev.coremill.core.check;

import dev.coremill.api.program.Function;
import dev.coremill.api.program.Program;
import dev.coremill.api.target.ProgramProfile;
import dev.coremill.core.mlpackage.Feature;
import dev.coremill.core.mlpackage.FeatureType;
import dev.coremill.core.mlpackage.FunctionInterface;
import dev.coremill.core.mlpackage.Model;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.mlpackage.ProgramPart;
import dev.coremill.core.placement.ProgramConstants;
import dev.coremill.core.placement.ShapeKind;
import dev.coremill.core.placement.Subject;
import java.util.ArrayList;
import java.util.List;

/** Adds to profiles what the package tells of their functions. */
public final class Subjects {
  private Subjects() {}

  /**
   * Makes what is judged of the profiles of all functions of a package, in their order.
   *
   * @param source the package
   * @param profiles the profiles
   */
  public static List<Subject> of(ModelPackage source, List<ProgramProfile> profiles) {
    List<Subject> subjects = new ArrayList<>();
    int next = 0;
    for (ProgramPart part : source.programs()) {
      int end = next + part.program().functions().size();
      subjects.addAll(of(source.model(), part.path(), part.program(), profiles.subList(next, end)));
      next = end;
    }
    return subjects;
  }

  /**
   * Makes what is judged of the profiles of a program.
   *
   * @param model the whole model of the package
   * @param path the path of the program's model in a pipeline; empty for a model of its own
   * @param program the program
   * @param profiles the profiles of its functions
   */
  public static List<Subject> of(
      Model model, String path, Program program, List<ProgramProfile> profiles) {
    List<Subject> subjects = new ArrayList<>();
    Model part = part(model, path);
    for (ProgramProfile profile : profiles) {
      String name = profile.function().substring(path.length());
      Function function = program.functions().get(name);
      subjects.add(
          new Subject(
              profile,
              function == null ? ProgramConstants.none() : ProgramConstants.of(function),
              shapes(inputs(part, name), profile)));
    }
    return subjects;
  }

  private static Model part(Model model, String path) {
    if (model.path().equals(path)) {
      return model;
    }
    for (Model part : model.parts()) {
      if (path.startsWith(part.path())) {
        return part(part, path);
      }
    }
    return model;
  }

  private static List<Feature> inputs(Model model, String function) {
    for (FunctionInterface described : model.functions()) {
      if (described.name().equals(function)) {
        return described.inputs();
      }
    }
    return model.inputs();
  }

  private static ShapeKind shapes(List<Feature> inputs, ProgramProfile profile) {
    boolean listed = false;
    for (Feature input : inputs) {
      if (input.type() instanceof FeatureType.MultiArray array) {
        listed |= array.enumeratedShapes().size() > 1;
        for (FeatureType.Range range : array.ranges()) {
          if (range.lowest() != range.highest()) {
            return ShapeKind.FLEXIBLE;
          }
        }
      }
    }
    if (listed) {
      return ShapeKind.ENUMERATED;
    }
    return profile.flexible().isEmpty() ? ShapeKind.FIXED : ShapeKind.FLEXIBLE;
  }
}
