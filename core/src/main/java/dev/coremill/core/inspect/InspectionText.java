package dev.coremill.core.inspect;

import dev.coremill.api.program.NamedType;
import dev.coremill.core.constant.ConstantUse;
import dev.coremill.core.inspect.Inspection.ConstantSummary;
import dev.coremill.core.inspect.Inspection.FunctionSummary;
import dev.coremill.core.mlpackage.Feature;
import dev.coremill.core.mlpackage.FunctionInterface;
import dev.coremill.core.mlpackage.Model;
import dev.coremill.core.report.EncodingText;
import dev.coremill.core.report.Quantities;
import dev.coremill.core.report.TextTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An inspection as text for a terminal. */
public final class InspectionText {
  private final Inspection inspection;
  private final boolean everyConstant;
  private final StringBuilder text = new StringBuilder();

  private InspectionText(Inspection inspection, boolean everyConstant) {
    this.inspection = inspection;
    this.everyConstant = everyConstant;
  }

  /**
   * The whole text, each line ended.
   *
   * @param everyConstant whether to list the small constants too (strides, axes), beside the
   *     weights
   */
  public static String of(Inspection inspection, boolean everyConstant) {
    return new InspectionText(inspection, everyConstant).render();
  }

  private String render() {
    text.append(inspection.path()).append("  ").append(Quantities.bytes(inspection.bytes()));
    text.append('\n');
    model(inspection.model(), "  ");
    for (FunctionSummary function : inspection.functions()) {
      function(function);
    }
    return text.toString();
  }

  private void model(Model model, String indent) {
    if (!model.path().isEmpty()) {
      text.append(indent).append("part ").append(model.path()).append(' ').append(model.name());
      text.append('\n');
    }
    text.append(indent).append("kind      ").append(model.kind());
    text.append(", specification version ").append(model.specificationVersion()).append('\n');
    features(indent + "input     ", model.inputs());
    features(indent + "output    ", model.outputs());
    features(indent + "state     ", model.states());
    for (FunctionInterface function : model.functions()) {
      features(indent + function.name() + " input   ", function.inputs());
      features(indent + function.name() + " output  ", function.outputs());
      features(indent + function.name() + " state   ", function.states());
    }
    if (!model.shortDescription().isEmpty()) {
      text.append(indent).append("about     ").append(model.shortDescription()).append('\n');
    }
    for (Map.Entry<String, String> entry : model.userDefined().entrySet()) {
      text.append(indent).append("metadata  ").append(entry.getKey()).append(": ");
      text.append(entry.getValue()).append('\n');
    }
    for (Model part : model.parts()) {
      model(part, indent + "  ");
    }
  }

  private void features(String label, List<Feature> features) {
    for (Feature feature : features) {
      text.append(label)
          .append(feature.name())
          .append("  ")
          .append(FeatureText.of(feature))
          .append('\n');
    }
  }

  private void function(FunctionSummary function) {
    text.append("\nFunction ").append(function.name()).append("  opset ");
    text.append(function.opset()).append('\n');
    for (NamedType input : function.inputs()) {
      text.append("  input       ").append(input.name()).append("  ").append(input.type());
      text.append('\n');
    }
    text.append("  output      ").append(String.join(", ", function.outputs())).append('\n');
    operations(function.operations());
    int hidden = constants(function.constants());
    if (hidden > 0) {
      text.append("and ").append(Quantities.count(hidden, "constant"));
      text.append(" that no algorithm compresses (--all lists them)\n");
    }
  }

  private void operations(Map<String, Integer> counts) {
    text.append("  operations ");
    int column = 13;
    boolean first = true;
    for (Map.Entry<String, Integer> entry : counts.entrySet()) {
      String item = (first ? " " : ", ") + entry.getValue() + " " + entry.getKey();
      first = false;
      if (column + item.length() > 100) {
        text.append(",\n            ");
        item = item.substring(1);
        column = 12;
      }
      text.append(item);
      column += item.length();
    }
    text.append('\n');
  }

  /** Lists the constants; returns how many were left out. */
  private int constants(List<ConstantSummary> constants) {
    boolean withValues = false;
    for (ConstantSummary constant : constants) {
      withValues |= constant.values().isPresent();
    }
    TextTable table =
        withValues
            ? new TextTable(
                "Constant",
                "Operation",
                "Type",
                ">Bytes",
                "Stored as",
                ">Unique",
                ">Zeros",
                "Used by")
            : new TextTable("Constant", "Operation", "Type", ">Bytes", "Stored as", "Used by");
    int hidden = 0;
    for (ConstantSummary constant : constants) {
      if (!everyConstant && !constant.isWeight()) {
        hidden++;
        continue;
      }
      String name = constant.name();
      String operation = constant.operation().equals(name) ? "same" : constant.operation();
      String type = constant.type().toString();
      String bytes =
          constant.encoding().isPresent() ? Quantities.bytes(constant.storedBytes()) : "";
      String stored =
          constant.encoding().isPresent()
              ? EncodingText.of(constant.encoding().get())
              : constant.unliftable();
      String uses = uses(constant.uses());
      if (withValues) {
        Optional<ValueFacts> values = constant.values();
        table.add(
            name,
            operation,
            type,
            bytes,
            stored,
            values.map(InspectionText::unique).orElse(""),
            values.map(facts -> Quantities.fixed(facts.sparsity() * 100, 1) + "%").orElse(""),
            uses);
      } else {
        table.add(name, operation, type, bytes, stored, uses);
      }
    }
    if (!table.isEmpty()) {
      text.append('\n');
      table.appendTo(text, "");
    }
    return hidden;
  }

  private static String unique(ValueFacts facts) {
    boolean stopped = facts.uniqueValues() == ValueFacts.COUNTED;
    return Quantities.grouped(facts.uniqueValues()) + (stopped ? " or more" : "");
  }

  private static String uses(List<ConstantUse> uses) {
    if (uses.isEmpty()) {
      return "nothing";
    }
    ConstantUse use = uses.getFirst();
    String first = use.operation() + " (" + use.operationType() + "." + use.argument() + ")";
    return uses.size() == 1 ? first : first + " and " + (uses.size() - 1) + " more";
  }
}
