package dev.coremill.plugins.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.algorithm.Outcome;
import dev.coremill.api.algorithm.WeightAlgorithm;
import dev.coremill.api.algorithm.WeightPlan;
import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.api.program.Opset;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;
import dev.coremill.core.config.Binder;
import dev.coremill.core.config.ConfigurationType;
import dev.coremill.core.config.ParameterDescription;
import dev.coremill.core.constant.Lowering;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.yaml.Node;
import dev.coremill.core.yaml.YamlReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The tests of a {@link WeightAlgorithm}. A plugin's test extends this class and says which
 * algorithm, and with which configurations.
 *
 * @param <C> the algorithm's configuration
 */
public abstract class WeightAlgorithmKit<C extends Record> {
  private static final int THREADS = 4;
  private static final int REPEATS = 8;

  /** For JUnit. */
  protected WeightAlgorithmKit() {}

  /**
   * A configuration to test.
   *
   * @param yaml it, as it stands in a pipeline, such as <code>{nbits: 4}</code>
   * @param oldest the oldest opset that stores what comes of it; all newer ones are tested too
   * @param errorBound how far a value of an ordinary weight may move, divided by the largest
   *     magnitude of the weight; infinite where nothing is promised
   */
  public record Example(String yaml, Opset oldest, double errorBound) {
    @Override
    public String toString() {
      return yaml;
    }
  }

  /** The algorithm, made anew. */
  protected abstract WeightAlgorithm<C> algorithm();

  /** The configurations to test; at least one. */
  protected abstract List<Example> examples();

  @Test
  void itDescribesItselfAndItsConfiguration() {
    WeightAlgorithm<C> algorithm = algorithm();

    assertThat(algorithm.name()).matches("[a-z0-9_]{1,64}");
    assertThat(algorithm.description()).endsWith(".").doesNotContain("\n");
    assertThat(ParameterDescription.of(algorithm.configurationType()))
        .allSatisfy(key -> assertThat(key.description()).as(key.key()).endsWith("."));
    assertThat(examples()).isNotEmpty();
  }

  @Test
  void itsDefaultsAreOfTheRangeThatTheyAreDeclaredWith() {
    ConfigurationType type = ConfigurationType.of(algorithm().configurationType());
    StringBuilder required = new StringBuilder("{");
    boolean complete = true;
    for (ConfigurationType.Component component : type.components()) {
      complete &= !component.required();
    }
    if (complete) {
      assertThat(problems(required.append('}').toString()))
          .as("a configuration with every default")
          .allSatisfy(problem -> assertThat(problem.message()).doesNotContain("the default of"));
    }
  }

  @Test
  void everyConfigurationSurvivesTheWayThroughYaml() {
    for (Example example : examples()) {
      C configuration = configuration(example);

      assertThat(bind(ConfigurationYaml.yaml(configuration), new ArrayList<>()))
          .as("%s, written as %s", example, ConfigurationYaml.yaml(configuration))
          .isEqualTo(configuration);
    }
  }

  @Test
  void someOrdinaryWeightIsCompressedWithEachConfiguration() {
    for (Example example : examples()) {
      List<WeightExpression> results = new ArrayList<>();
      for (KitWeights.Named weight : KitWeights.ordinary()) {
        result(weight, example, Opset.CORE_ML_9).ifPresent(results::add);
      }
      assertThat(results).as("what %s makes of ordinary weights", example).isNotEmpty();
    }
  }

  @Test
  void theResultIsWhatThePlanSays() {
    for (Example example : examples()) {
      for (KitWeights.Named weight : KitWeights.ordinary()) {
        WeightSite site = weight.site(Opset.CORE_ML_9);
        WeightPlan plan = algorithm().plan(site, configuration(example), new KitContext());
        assertThat(plan).as("the plan of %s for %s", example, weight.name()).isNotNull();
        Optional<WeightExpression> result = result(weight, example, Opset.CORE_ML_9);
        if (result.isPresent() && plan instanceof WeightPlan.Rewrite rewrite && rewrite.exact()) {
          assertThat(result.get().encoding())
              .as("%s on %s", example, weight.name())
              .isEqualTo(rewrite.encoding());
        }
      }
    }
  }

  @Test
  void theSameComesOnEveryThreadAndEveryTime() throws InterruptedException, ExecutionException {
    for (Example example : examples()) {
      for (KitWeights.Named weight : KitWeights.ordinary()) {
        Optional<WeightExpression> first = result(weight, example, Opset.CORE_ML_9);
        WeightAlgorithm<C> shared = algorithm();
        List<Future<Optional<WeightExpression>>> others = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
          for (int i = 0; i < REPEATS; i++) {
            others.add(threads.submit(() -> result(shared, weight, example, Opset.CORE_ML_9)));
          }
        }
        for (Future<Optional<WeightExpression>> other : others) {
          assertThat(Expressions.same(first.orElse(null), other.get().orElse(null)))
              .as("%s gives the same for %s each time", example, weight.name())
              .isTrue();
        }
      }
    }
  }

  @Test
  void theInputIsNotChanged() {
    for (Example example : examples()) {
      for (KitWeights.Named weight : KitWeights.ordinary()) {
        Tensor before =
            KitWeights.ordinary().stream()
                .filter(other -> other.name().equals(weight.name()))
                .findFirst()
                .orElseThrow()
                .expression()
                .tensor();
        Optional<WeightExpression> _ = result(weight, example, Opset.CORE_ML_9);

        assertThat(weight.expression().tensor().contentEquals(before))
            .as("%s leaves %s as it is", example, weight.name())
            .isTrue();
      }
    }
  }

  @Test
  void everyResultIsStoredAndReadBackOnEachSystemFromTheOldestOn() {
    for (Example example : examples()) {
      for (Opset opset : Opset.values()) {
        if (opset.isAtLeast(example.oldest())) {
          for (KitWeights.Named weight : KitWeights.ordinary()) {
            Optional<WeightExpression> result = result(weight, example, opset);
            result.ifPresent(expression -> {
              assertThat(Lowering.obstacle(expression.encoding(), opset))
                  .as("%s on %s for %s", example, weight.name(), opset.firstOs())
                  .isEmpty();
              assertThat(StoredExpression.readBack(expression, opset))
                  .as("%s on %s, stored for %s", example, weight.name(), opset.firstOs())
                  .containsExactly(Expressions.values(expression));
            });
          }
        }
      }
    }
  }

  @Test
  void oddWeightsAreCompressedToFiniteValuesOrLeftAlone() {
    for (Example example : examples()) {
      for (KitWeights.Named weight : KitWeights.pathological()) {
        result(weight, example, Opset.CORE_ML_9)
            .ifPresent(expression -> {
              for (float value : Expressions.values(expression)) {
                assertThat(value).as("%s on %s", example, weight.name()).isFinite();
              }
            });
      }
    }
  }

  @Test
  void valuesMoveNoFurtherThanPromised() {
    for (Example example : examples()) {
      for (KitWeights.Named weight : KitWeights.ordinary()) {
        Optional<WeightExpression> result = result(weight, example, Opset.CORE_ML_9);
        if (result.isPresent() && Double.isFinite(example.errorBound())) {
          float[] before = Expressions.values(weight.expression());
          float[] after = Expressions.values(result.get());
          double largest = 0;
          double moved = 0;
          for (int i = 0; i < before.length; i++) {
            largest = Math.max(largest, Math.abs(before[i]));
            moved = Math.max(moved, Math.abs((double) before[i] - after[i]));
          }
          assertThat(moved / largest)
              .as("%s on %s", example, weight.name())
              .isLessThanOrEqualTo(example.errorBound());
        }
      }
    }
  }

  /** A smoke test: a minute is for machines that do ten other things; a second is usual. */
  @Test
  @Timeout(60)
  void aMillionElementsAreDoneInAMinute() {
    Example example = examples().getFirst();
    KitWeights.Named large = KitWeights.large();
    C configuration = configuration(example);
    WeightSite site = large.site(Opset.CORE_ML_9);
    if (isPlanned(site, configuration)) {
      assertThat(algorithm().compress(site, large.expression(), configuration, new KitContext()))
          .isNotNull();
    }
  }

  @Test
  void aLargeWeightStopsWhenTheRunIsStoppedOrIsDone() {
    Example example = examples().getFirst();
    KitWeights.Named large = KitWeights.large();
    C configuration = configuration(example);
    WeightSite site = large.site(Opset.CORE_ML_9);
    if (isPlanned(site, configuration)) {
      try {
        assertThat(algorithm().compress(site, large.expression(), configuration, new KitContext(0)))
            .isNotNull();
      } catch (CancellationException _) {
        // That is what it should do.
      }
    }
  }

  private boolean isPlanned(WeightSite site, C configuration) {
    WeightPlan plan = algorithm().plan(site, configuration, new KitContext());
    return !(plan instanceof WeightPlan.Skip || plan instanceof WeightPlan.Refuse);
  }

  private C configuration(Example example) {
    List<Problem> problems = new ArrayList<>();
    C configuration = bind(example.yaml(), problems);
    assertThat(problems).as("what is wrong with %s", example).isEmpty();
    return Objects.requireNonNull(configuration);
  }

  private List<Problem> problems(String yaml) {
    List<Problem> problems = new ArrayList<>();
    var _ = bind(yaml, problems);
    return problems;
  }

  private @Nullable C bind(String yaml, List<Problem> problems) {
    Node node = YamlReader.parse("config", yaml, problems);
    return new Binder(problems).bind(algorithm().configurationType(), node, algorithm().name());
  }

  private Optional<WeightExpression> result(KitWeights.Named weight, Example example, Opset opset) {
    return result(algorithm(), weight, example, opset);
  }

  /** What comes of a weight, as the engine would take it; empty where it is left alone. */
  private Optional<WeightExpression> result(
      WeightAlgorithm<C> algorithm, KitWeights.Named weight, Example example, Opset opset) {
    WeightSite site = weight.site(opset);
    C configuration = configuration(example);
    WeightPlan plan = algorithm.plan(site, configuration, new KitContext());
    if (plan instanceof WeightPlan.Skip || plan instanceof WeightPlan.Refuse) {
      return Optional.empty();
    }
    Outcome outcome;
    try {
      outcome = algorithm.compress(site, weight.expression(), configuration, new KitContext());
    } catch (IllegalArgumentException refused) {
      assertThat(refused).as("%s refuses %s", example, weight.name()).hasMessageContaining(" ");
      return Optional.empty();
    }
    assertThat(outcome).as("%s on %s", example, weight.name()).isNotNull();
    if (!(outcome instanceof Outcome.Rewritten(WeightExpression expression))) {
      return Optional.empty();
    }
    expression.encoding().validate();
    assertThat(expression.shape()).isEqualTo(weight.expression().shape());
    assertThat(expression.type()).isEqualTo(weight.expression().type());
    return Optional.of(expression);
  }
}
