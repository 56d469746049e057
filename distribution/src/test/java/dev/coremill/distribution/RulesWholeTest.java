package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.target.HardwareCatalog;
import dev.coremill.core.placement.CompiledRule;
import dev.coremill.core.placement.Condition;
import dev.coremill.core.placement.Fact;
import dev.coremill.core.placement.RuleSet;
import dev.coremill.core.plugin.ExtensionMaker;
import dev.coremill.core.plugin.PluginCalls;
import dev.coremill.core.plugin.Plugins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule of the targets that are shipped, by itself, with the catalogue as it is shipped. */
class RulesWholeTest {
  private static final List<HardwareCatalog> CATALOGS =
      Plugins.load(
              List.of(Path.of(System.getProperty("coremill.folder"), "hardware-targets")),
              new ExtensionMaker(),
              new PluginCalls(Duration.ZERO))
          .catalogs();

  /**
   * A rule with its catalogue.
   *
   * @param catalog the catalogue
   * @param rule the rule
   */
  record Shipped(HardwareCatalog catalog, CompiledRule rule) {
    @Override
    public String toString() {
      return catalog.vendor() + " " + rule.rule().id();
    }
  }

  static List<Shipped> rules() {
    List<Shipped> rules = new ArrayList<>();
    for (HardwareCatalog catalog : CATALOGS) {
      for (CompiledRule rule : RuleSet.of(catalog).rules()) {
        rules.add(new Shipped(catalog, rule));
      }
    }
    return rules;
  }

  @Test
  void thereAreRules() {
    assertThat(rules()).hasSizeGreaterThan(50);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void aRuleHoldsForWhatMeetsItAndEachConditionDecides(Shipped shipped) {
    CompiledRule rule = shipped.rule();
    List<RuleExamples.Example> examples = new RuleExamples(shipped.catalog()).of(rule);
    assertThat(examples).anyMatch(example -> RuleExamples.fires(rule, example));
    for (Condition condition : rule.conditions()) {
      List<Condition> others = new ArrayList<>(rule.conditions());
      others.remove(condition);
      CompiledRule without = new CompiledRule(rule.rule(), others);
      assertThat(examples)
          .as("an example that lacks %s alone", condition.name())
          .anyMatch(example ->
              !RuleExamples.fires(rule, example) && RuleExamples.fires(without, example));
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void aRuleSaysWhyHowSureAndFromWhere(Shipped shipped) {
    assertThat(shipped.rule().rule().reason()).isNotBlank().doesNotEndWith(".");
    assertThat(shipped.rule().rule().source()).hasSizeGreaterThan(10);
  }

  @Test
  void theDocumentationListsEveryFact() throws IOException {
    String page = Files.readString(Launcher.root().resolve("distribution/docs/targets.md"));

    for (Fact fact : Fact.values()) {
      assertThat(page)
          .contains("| `" + fact.text() + "` | " + fact.description() + " | ")
          .contains(fact.kind().form());
    }
  }
}
