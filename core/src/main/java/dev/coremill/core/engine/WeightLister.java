package dev.coremill.core.engine;

import dev.coremill.api.algorithm.ChannelAxes;
import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.api.algorithm.WeightUse;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.Function;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;
import dev.coremill.api.weight.WeightExpression;
import dev.coremill.core.constant.ConstantGraph;
import dev.coremill.core.constant.ConstantUse;
import dev.coremill.core.constant.LiftedConstant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lists the weights of programs: every float constant that is compressed, or that has a size worth
 * compressing.
 */
final class WeightLister {
  private final Set<String> names = new HashSet<>();
  private final List<String> notes = new ArrayList<>();

  /** What could not be listed, and why. */
  List<String> notes() {
    return notes;
  }

  /** The weights of a program, in the order of their first occurrence. */
  List<Weight> list(WorkingProgram program) {
    Map<String, List<Occurrence>> byStorage = new LinkedHashMap<>();
    for (Map.Entry<String, Function> function : program.program().functions().entrySet()) {
      for (Map.Entry<String, Block> body : function.getValue().specializations().entrySet()) {
        String path = program.functionPath(function.getKey(), function.getValue(), body.getKey());
        for (LiftedConstant constant : ConstantGraph.of(path, body.getValue()).constants()) {
          if (isWeight(path, constant)) {
            byStorage
                .computeIfAbsent(StorageKey.of(constant), _ -> new ArrayList<>())
                .add(new Occurrence(program, path, constant));
          }
        }
      }
    }
    List<Weight> weights = new ArrayList<>();
    for (List<Occurrence> occurrences : byStorage.values()) {
      weights.add(weight(program, occurrences));
    }
    return weights;
  }

  private boolean isWeight(String path, LiftedConstant constant) {
    if (constant.expression().isEmpty()) {
      if (constant.root().isCompressedConstant()) {
        notes.add(path + " " + constant.name() + " is left as it is: " + constant.unliftable());
      }
      return false;
    }
    if (!constant.sharedWith().isEmpty()) {
      notes.add(
          path
              + " "
              + constant.name()
              + " is left as it is: parts of it also make "
              + String.join(", ", constant.sharedWith()));
      return false;
    }
    Encoding encoding = constant.expression().get().encoding();
    Shape shape = encoding.shape();
    return encoding.type().isFloat()
        && !constant.uses().isEmpty()
        && (shape.rank() >= 2 || shape.elementCount() >= 10 || !encoding.isDense());
  }

  private Weight weight(WorkingProgram program, List<Occurrence> occurrences) {
    Occurrence first = occurrences.getFirst();
    WeightExpression expression = first.constant().expression().orElseThrow();
    List<WeightUse> uses = new ArrayList<>();
    for (Occurrence occurrence : occurrences) {
      for (ConstantUse use : occurrence.constant().uses()) {
        uses.add(
            new WeightUse(
                occurrence.functionPath(),
                use.operation(),
                use.operationType(),
                use.argument(),
                use.axes()));
      }
    }
    WeightSite site =
        new WeightSite(
            uniqueName(first), expression.encoding(), uses, agreedAxes(uses), program.opset());
    return new Weight(site, expression, occurrences);
  }

  private String uniqueName(Occurrence first) {
    String name = first.constant().name();
    if (names.add(name)) {
      return name;
    }
    String qualified = first.functionPath() + "/" + name;
    String unique = qualified;
    for (int number = 2; !names.add(unique); number++) {
      unique = qualified + "-" + number;
    }
    return unique;
  }

  /** Those of the first use whose operator defines them; the convention where none does. */
  private static ChannelAxes agreedAxes(List<WeightUse> uses) {
    for (WeightUse use : uses) {
      if (use.axes().known()) {
        return use.axes();
      }
    }
    return uses.getFirst().axes();
  }
}
