package dev.coremill.plugins.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.operator.Operator;
import dev.coremill.api.operator.OperatorCatalog;
import dev.coremill.api.operator.OperatorChange;
import dev.coremill.api.operator.OperatorKind;
import dev.coremill.api.program.Opset;
import dev.coremill.plugins.torch.operator.OperatorRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The page that says which operators run, made from the catalogue and the registry. */
class OperatorsPageTest {
  private static final Path PAGE = Path.of("../../distribution/docs/operators.md");
  private static final Path CURRENT = Path.of("target/operators.md");

  @Test
  void thePageIsCurrent() throws IOException {
    String current = page();
    Files.writeString(CURRENT, current);
    assertThat(PAGE)
        .as("copy plugins/torch-runtime/%s to distribution/docs", CURRENT)
        .hasContent(current);
  }

  @Test
  void everyOperatorOfEveryOpsetRuns() {
    OperatorRegistry registry = OperatorRegistry.complete();
    for (Operator operator : OperatorCatalog.shipped().operators().values()) {
      assertThat(runs(operator, registry)).as(operator.type()).isTrue();
    }
  }

  private static boolean runs(Operator operator, OperatorRegistry registry) {
    return isConstant(operator) || registry.find(operator.type()) != null;
  }

  /** Constants are decoded once, before anything runs. */
  private static boolean isConstant(Operator operator) {
    return operator.kind() == OperatorKind.CONSTEXPR || operator.type().equals("const");
  }

  private static String page() {
    StringBuilder text = new StringBuilder(1 << 14);
    text.append("# Operators that the torch runtime runs\n\n");
    text.append("`yes`: it runs. `altered`: it runs, and this opset gave it another meaning or ");
    text.append("form. `no`: it does not run.\nEmpty: the opset does not have it. Constants ");
    text.append("(`const`, `constexpr_*`) are decoded once, before anything runs.\n\n");
    text.append("| operator | family |");
    for (Opset opset : Opset.values()) {
      text.append(' ').append(opset.text()).append(" |");
    }
    text.append("\n|---|---|").append("---|".repeat(Opset.values().length)).append('\n');
    OperatorRegistry registry = OperatorRegistry.complete();
    for (Operator operator : OperatorCatalog.shipped().operators().values()) {
      text.append("| ").append(operator.type()).append(" | ");
      text.append(operator.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '));
      text.append(" |");
      for (Opset opset : Opset.values()) {
        text.append(cell(operator, opset, registry)).append(" |");
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String cell(Operator operator, Opset opset, OperatorRegistry registry) {
    if (operator.signature(opset).isEmpty()) {
      return "";
    }
    if (!runs(operator, registry)) {
      return " no";
    }
    boolean altered =
        operator.changes().stream()
            .anyMatch(
                change -> change.opset() == opset && change.kind() == OperatorChange.Kind.ALTERS);
    return altered ? " altered" : " yes";
  }
}
