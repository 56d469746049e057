package dev.coremill.core.engine;

import dev.coremill.api.algorithm.IndivisiblePolicy;
import dev.coremill.api.algorithm.WeightAlgorithm;
import dev.coremill.core.cache.ResultCache;
import dev.coremill.core.cache.ResultKey;
import dev.coremill.core.config.ConfigurationText;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Decides for each weight whether its results are worth keeping, and finds what is kept already.
 * The rule, and why, stands with {@link dev.coremill.core.cache}.
 */
final class Checkpoints {
  /** Tells where the code comes from that makes results. */
  interface Builds {
    /** Knows nothing. */
    Builds UNKNOWN =
        new Builds() {
          @Override
          public Optional<String> of(WeightAlgorithm<?> algorithm) {
            return Optional.empty();
          }

          @Override
          public String program() {
            return "";
          }
        };

    /** The plugin, its version and its build; empty where it is not known, and nothing is kept. */
    Optional<String> of(WeightAlgorithm<?> algorithm);

    /** The build of the program itself, whose arithmetic algorithms use. */
    String program();
  }

  private final Optional<ResultCache> cache;
  private final Builds builds;
  private final IndivisiblePolicy onIndivisible;
  private final boolean largeRun;
  private final AtomicBoolean used = new AtomicBoolean();
  private final AtomicInteger whole = new AtomicInteger();
  private final AtomicInteger begun = new AtomicInteger();

  /**
   * @param cache where results are kept; empty for nowhere
   * @param builds where algorithms come from
   * @param onIndivisible what algorithms do where sizes do not divide
   * @param largeRun whether the results of fast work are kept too
   */
  Checkpoints(
      Optional<ResultCache> cache,
      Builds builds,
      IndivisiblePolicy onIndivisible,
      boolean largeRun) {
    this.cache = cache;
    this.builds = builds;
    this.onIndivisible = onIndivisible;
    this.largeRun = largeRun;
  }

  /** Keeps nothing. */
  static Checkpoints none() {
    return new Checkpoints(Optional.empty(), Builds.UNKNOWN, IndivisiblePolicy.ERROR, false);
  }

  /** The checkpoints of one weight. Hashes it where its results are worth keeping. */
  CheckpointTrail trail(PlannedWeight planned) {
    if (cache.isEmpty()) {
      return CheckpointTrail.none();
    }
    List<PlannedWeight.Step> steps = planned.steps();
    boolean[] slow = new boolean[steps.size()];
    boolean worthIt = largeRun;
    List<String> texts = new ArrayList<>();
    for (int index = 0; index < slow.length; index++) {
      WeightWork work = steps.get(index).work();
      slow[index] = isWorthCaching(planned.weight(), work);
      worthIt |= slow[index];
    }
    if (!worthIt) {
      return CheckpointTrail.none();
    }
    for (PlannedWeight.Step step : steps) {
      Optional<String> text = describe(step.work());
      if (text.isEmpty()) {
        return CheckpointTrail.none();
      }
      texts.add(text.get());
    }
    used.set(true);
    Weight weight = planned.weight();
    ResultKey key =
        ResultKey.of(builds.program(), weight.site(), weight.expression(), onIndivisible);
    List<ResultKey> keys = new ArrayList<>();
    for (String text : texts) {
      key = key.then(text);
      keys.add(key);
    }
    return new CheckpointTrail(cache.get(), weight, keys, slow, largeRun, this);
  }

  /**
   * Hears that a kept result was found.
   *
   * @param all whether it is that of the last step
   */
  void found(boolean all) {
    (all ? whole : begun).incrementAndGet();
  }

  private static boolean isWorthCaching(Weight weight, WeightWork work) {
    try {
      return work.worthCaching();
    } catch (RuntimeException | LinkageError | StackOverflowError defect) {
      throw new ProblemException(
          Problem.failed(
              weight.name(),
              work.name() + " failed when it was asked whether caching is worth it: " + defect,
              "exclude the weight, or report the defect to the plugin's provider"),
          defect);
    }
  }

  /** What a step does, as far as its result depends on it. */
  private Optional<String> describe(WeightWork work) {
    if (!(work instanceof WeightWork.OfAlgorithm<?> algorithm)) {
      return Optional.empty();
    }
    Optional<String> build = builds.of(algorithm.algorithm());
    Optional<String> configuration = ConfigurationText.of(algorithm.configuration());
    return build.isEmpty() || configuration.isEmpty()
        ? Optional.empty()
        : Optional.of(algorithm.name() + "\n" + build.get() + "\n" + configuration.get());
  }

  /** To be called when the run is over, well or not. */
  void end() {
    if (used.get() && cache.isPresent()) {
      cache.get().clean();
    }
  }

  /**
   * What the report should say.
   *
   * @param weights how many weights were worked on
   */
  List<String> notes(int weights) {
    List<String> notes = new ArrayList<>();
    if (whole.get() > 0) {
      notes.add(whole.get() + " of " + weights + " weights came from the cache");
    }
    if (begun.get() > 0) {
      notes.add(begun.get() + " of " + weights + " weights went on from a cached earlier stage");
    }
    if (cache.isPresent()) {
      notes.addAll(cache.get().remarks());
    }
    return notes;
  }
}
