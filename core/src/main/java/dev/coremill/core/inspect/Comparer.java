package dev.coremill.core.inspect;

import dev.coremill.api.program.Function;
import dev.coremill.api.program.Program;
import dev.coremill.core.mlpackage.Feature;
import dev.coremill.core.mlpackage.FunctionInterface;
import dev.coremill.core.mlpackage.Model;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.mlpackage.ProgramPart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds how two packages differ. */
public final class Comparer {
  private final List<String> structure = new ArrayList<>();
  private final List<Difference.ConstantDifference> constants = new ArrayList<>();
  private int equalConstants;

  private Comparer() {}

  /** The differences of the second package from the first. */
  public static Difference compare(ModelPackage before, ModelPackage after) {
    Comparer comparer = new Comparer();
    comparer.models(before.model(), after.model());
    comparer.programs(programs(before), programs(after));
    return new Difference(
        before.path().toString(),
        after.path().toString(),
        before.size(),
        after.size(),
        comparer.structure,
        comparer.constants,
        comparer.equalConstants);
  }

  private void models(Model before, Model after) {
    String place = before.path().isEmpty() ? "model" : "model " + before.path();
    changed(place + ": kind", before.kind(), after.kind());
    changed(
        place + ": specification version",
        Integer.toString(before.specificationVersion()),
        Integer.toString(after.specificationVersion()));
    changed(place + ": description", before.shortDescription(), after.shortDescription());
    texts(place + ": metadata", before.userDefined(), after.userDefined());
    texts(place + ": input", features(before.inputs()), features(after.inputs()));
    texts(place + ": output", features(before.outputs()), features(after.outputs()));
    texts(place + ": state", features(before.states()), features(after.states()));
    changed(place + ": default function", before.defaultFunction(), after.defaultFunction());
    interfaces(place, before.functions(), after.functions());
    changed(
        place + ": number of parts",
        Integer.toString(before.parts().size()),
        Integer.toString(after.parts().size()));
    for (int i = 0; i < Math.min(before.parts().size(), after.parts().size()); i++) {
      models(before.parts().get(i), after.parts().get(i));
    }
  }

  private void interfaces(
      String place, List<FunctionInterface> before, List<FunctionInterface> after) {
    for (int i = 0; i < Math.min(before.size(), after.size()); i++) {
      FunctionInterface first = before.get(i);
      FunctionInterface second = after.get(i);
      String function = place + ": function " + first.name();
      changed(place + ": function " + i, first.name(), second.name());
      texts(function + " input", features(first.inputs()), features(second.inputs()));
      texts(function + " output", features(first.outputs()), features(second.outputs()));
      texts(function + " state", features(first.states()), features(second.states()));
    }
    changed(
        place + ": number of functions",
        Integer.toString(before.size()),
        Integer.toString(after.size()));
  }

  private void programs(Map<String, Program> before, Map<String, Program> after) {
    for (Map.Entry<String, Program> entry : before.entrySet()) {
      Program other = after.get(entry.getKey());
      if (other == null) {
        structure.add("program " + entry.getKey() + ": only in the first");
      } else {
        functions(entry.getKey(), entry.getValue(), other);
      }
    }
    for (String path : after.keySet()) {
      if (!before.containsKey(path)) {
        structure.add("program " + path + ": only in the second");
      }
    }
  }

  private void functions(String path, Program before, Program after) {
    if (!SameValue.of(before.attributes(), after.attributes())) {
      structure.add("program " + path + ": attributes differ");
    }
    for (Map.Entry<String, Function> entry : before.functions().entrySet()) {
      String name = path + entry.getKey();
      Function other = after.functions().get(entry.getKey());
      if (other == null) {
        structure.add("function " + name + ": only in the first");
      } else {
        FunctionComparison comparison = new FunctionComparison(name, structure, constants);
        changed("function " + name + ": opset", entry.getValue().opset(), other.opset());
        equalConstants += comparison.compare(entry.getValue(), other);
      }
    }
    for (String name : after.functions().keySet()) {
      if (!before.functions().containsKey(name)) {
        structure.add("function " + path + name + ": only in the second");
      }
    }
  }

  private void changed(String place, String before, String after) {
    if (!before.equals(after)) {
      structure.add(place + ": " + before + " -> " + after);
    }
  }

  private void texts(String place, Map<String, String> before, Map<String, String> after) {
    for (Map.Entry<String, String> entry : before.entrySet()) {
      String other = after.get(entry.getKey());
      if (other == null) {
        structure.add(place + " " + entry.getKey() + ": only in the first");
      } else {
        changed(place + " " + entry.getKey(), entry.getValue(), other);
      }
    }
    for (String key : after.keySet()) {
      if (!before.containsKey(key)) {
        structure.add(place + " " + key + ": only in the second");
      }
    }
  }

  private static Map<String, String> features(List<Feature> features) {
    Map<String, String> types = new LinkedHashMap<>();
    for (Feature feature : features) {
      types.put(feature.name(), FeatureText.of(feature));
    }
    return types;
  }

  private static Map<String, Program> programs(ModelPackage source) {
    Map<String, Program> programs = new LinkedHashMap<>();
    for (ProgramPart part : source.programs()) {
      programs.put(part.path(), part.program());
    }
    return programs;
  }
}
