package dev.coremill.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.algorithm.ChannelAxes;
import dev.coremill.api.algorithm.CompressionContext;
import dev.coremill.api.algorithm.IndivisiblePolicy;
import dev.coremill.api.algorithm.Outcome;
import dev.coremill.api.algorithm.WeightAlgorithm;
import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.api.algorithm.WeightUse;
import dev.coremill.api.program.Opset;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.InnermostFloat;
import dev.coremill.api.weight.WeightExpression;
import dev.coremill.core.cache.ResultCache;
import dev.coremill.core.report.StageOutcome;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  private static final WeightExpression WEIGHT =
      new WeightExpression.Dense(
          Tensor.ofFloats(DataType.FLOAT16, Shape.of(4, 2), 1, -1, 1, -1, 1, 1, -1, -1));

  @TempDir Path folder;

  private final Counting palette = new Counting("palette", true);
  private final Counting table = new Counting("table", false);
  private final MemoryPool pool = new MemoryPool(1 << 20);

  @AfterEach
  void free() {
    pool.close();
  }

  @Test
  void anEqualRunTakesEverythingFromTheCache() {
    Finished first = run(false, step(palette, 1), step(table, 1));
    Finished second = run(false, step(palette, 1), step(table, 1));

    assertThat(palette.calls.get()).isEqualTo(1);
    assertThat(table.calls.get()).isEqualTo(1);
    assertThat(second).isEqualTo(new Finished(first.bytes, first.outcomes, first.error, CACHED));
    assertThat(first.outcomes.getFirst().remarks()).containsExactly("planned", "palette 1");
  }

  @Test
  void anEditedLaterStageRedoesOnlyThat() {
    run(false, step(palette, 1), step(table, 1));
    Finished edited = run(false, step(palette, 1), step(table, 2));

    assertThat(palette.calls.get()).isEqualTo(1);
    assertThat(table.calls.get()).isEqualTo(2);
    assertThat(edited.notes).containsExactly("1 of 1 weights went on from a cached earlier stage");
    assertThat(edited.withoutNotes()).isEqualTo(fresh(step(palette, 1), step(table, 2)));
  }

  @Test
  void anEditedEarlierStageRedoesAll() {
    run(false, step(palette, 1), step(table, 1));
    Finished edited = run(false, step(palette, 2), step(table, 1));

    assertThat(palette.calls.get()).isEqualTo(2);
    assertThat(table.calls.get()).isEqualTo(2);
    assertThat(edited).isEqualTo(fresh(step(palette, 2), step(table, 1)));
  }

  @Test
  void aPipelineThatEndsEarlierIsFoundAndMeasured() {
    run(false, step(palette, 1), step(table, 1));
    Finished shorter = run(false, step(palette, 1));

    assertThat(palette.calls.get()).isEqualTo(1);
    assertThat(shorter.notes).isEqualTo(CACHED);
    assertThat(shorter.withoutNotes()).isEqualTo(fresh(step(palette, 1)));
  }

  @Test
  void fastWorkIsKeptInLargeRunsOnly() throws IOException {
    run(false, step(table, 1));
    assertThat(entries()).isEmpty();

    run(true, step(table, 1));
    Finished again = run(true, step(table, 1));
    assertThat(table.calls.get()).isEqualTo(2);
    assertThat(again.notes).isEqualTo(CACHED);
  }

  @Test
  void anAlgorithmOfUnknownOriginIsNotKept() throws IOException {
    try (WeightResult _ =
        runner().run(planned(step(palette, 1)), checkpoints(false, Optional.empty()))) {
      assertThat(entries()).isEmpty();
    }
  }

  @Test
  void anotherBuildOfAPluginIsNotTakenForTheSame() {
    run(false, step(palette, 1));
    Checkpoints other = checkpoints(false, Optional.of("plugin 2"));
    try (WeightResult _ = runner().run(planned(step(palette, 1)), other)) {
      assertThat(palette.calls.get()).isEqualTo(2);
    }
  }

  @Test
  void aDamagedEntryIsMadeAgain() throws IOException {
    Finished first = run(false, step(palette, 1));
    Files.write(entries().getFirst(), new byte[77]);
    Finished second = run(false, step(palette, 1));

    assertThat(palette.calls.get()).isEqualTo(2);
    assertThat(second.withoutNotes()).isEqualTo(first);
    assertThat(second.notes).singleElement().asString().contains("ignored and made again");
    assertThat(run(false, step(palette, 1)).notes).isEqualTo(CACHED);
  }

  private static final List<String> CACHED = List.of("1 of 1 weights came from the cache");

  private record Finished(
      List<String> bytes,
      List<StageOutcome> outcomes,
      Optional<ErrorMeter.Measured> error,
      List<String> notes) {
    Finished withoutNotes() {
      return new Finished(bytes, outcomes, error, List.of());
    }
  }

  private Finished fresh(PlannedWeight.Step... steps) {
    return finish(Checkpoints.none(), steps);
  }

  private Finished run(boolean large, PlannedWeight.Step... steps) {
    return finish(checkpoints(large, Optional.of("plugin 1")), steps);
  }

  private Finished finish(Checkpoints checkpoints, PlannedWeight.Step... steps) {
    try (WeightResult result = runner().run(planned(steps), checkpoints)) {
      checkpoints.end();
      return new Finished(
          bytes(result.expression().orElseThrow()),
          result.outcomes(),
          result.measured(),
          checkpoints.notes(1));
    }
  }

  private WeightRunner runner() {
    return new WeightRunner(
        _ -> Optional.empty(),
        () -> IndivisiblePolicy.ERROR,
        1 << 20,
        pool,
        folder,
        new AtomicBoolean());
  }

  private Checkpoints checkpoints(boolean large, Optional<String> build) {
    ResultCache cache =
        new ResultCache(
            folder.resolve("cache"),
            OptionalLong.of(1 << 20),
            InstantSource.fixed(Instant.parse("2030-01-01T00:00:00Z")));
    Checkpoints.Builds builds =
        new Checkpoints.Builds() {
          @Override
          public Optional<String> of(WeightAlgorithm<?> algorithm) {
            return build;
          }

          @Override
          public String program() {
            return "1";
          }
        };
    return new Checkpoints(Optional.of(cache), builds, IndivisiblePolicy.ERROR, large);
  }

  private List<Path> entries() throws IOException {
    if (!Files.exists(folder.resolve("cache"))) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
      return files.toList();
    }
  }

  private static PlannedWeight.Step step(Counting algorithm, int factor) {
    return new PlannedWeight.Step(
        algorithm.slow ? 0 : 1,
        algorithm.name,
        WeightWork.OfAlgorithm.of(algorithm, new Configuration(factor)));
  }

  private static PlannedWeight planned(PlannedWeight.Step... steps) {
    ChannelAxes axes = new ChannelAxes(0, 1, true);
    WeightSite site =
        new WeightSite(
            "w",
            WEIGHT.encoding(),
            List.of(new WeightUse("main", "a", "linear", "weight", axes)),
            axes,
            Opset.CORE_ML_8);
    List<StageOutcome> outcomes = new ArrayList<>();
    for (int index = 0; index < 2; index++) {
      outcomes.add(
          new StageOutcome(
              "stage " + index, StageOutcome.Status.COMPRESSED, "", List.of("planned")));
    }
    return new PlannedWeight(
        new Weight(site, WEIGHT, List.of()), List.of(steps), WEIGHT.encoding(), false, outcomes);
  }

  private static List<String> bytes(WeightExpression expression) {
    return switch (expression) {
      case WeightExpression.Dense dense -> List.of(text(dense.tensor()));
      case WeightExpression.Lookup lookup ->
          List.of(text(lookup.indices()), String.valueOf(bytes(lookup.table())));
      case WeightExpression.Affine affine ->
          List.of(String.valueOf(bytes(affine.data())), String.valueOf(bytes(affine.scale())));
      case WeightExpression.Sparse _, WeightExpression.Cast _ ->
          throw new AssertionError(expression);
    };
  }

  private static String text(Tensor tensor) {
    StringBuilder text = new StringBuilder(tensor.toString());
    for (byte each : tensor.data().toArray(ValueLayout.JAVA_BYTE)) {
      text.append(' ').append(each);
    }
    return text.toString();
  }

  /** A parameter. */
  record Configuration(int factor) {}

  /**
   * Counts its calls. The slow one makes a palette of plus and minus its factor, which is smaller
   * than the weight; the fast one stores the innermost floats as their signs and a scale.
   */
  private static final class Counting implements WeightAlgorithm<Configuration> {
    final AtomicInteger calls = new AtomicInteger();
    final String name;
    final boolean slow;

    Counting(String name, boolean slow) {
      this.name = name;
      this.slow = slow;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String description() {
      return name;
    }

    @Override
    public Class<Configuration> configurationType() {
      return Configuration.class;
    }

    @Override
    public boolean worthCaching(Configuration configuration) {
      return slow;
    }

    @Override
    public Outcome compress(
        WeightSite site,
        WeightExpression weight,
        Configuration configuration,
        CompressionContext context) {
      calls.incrementAndGet();
      context.note(name + " " + configuration.factor());
      return new Outcome.Rewritten(slow ? palette(configuration) : scaled(weight, configuration));
    }

    private static WeightExpression palette(Configuration configuration) {
      return new WeightExpression.Lookup(
          Tensor.ofIntegers(DataType.UINT1, Shape.of(4, 2), 1, 0, 1, 0, 1, 1, 0, 0),
          new WeightExpression.Dense(
              Tensor.ofFloats(
                  DataType.FLOAT16,
                  Shape.of(1, 1, 2, 1),
                  -configuration.factor(),
                  configuration.factor())),
          0);
    }

    private static WeightExpression scaled(WeightExpression weight, Configuration configuration) {
      Shape shape = InnermostFloat.in(weight).shape();
      int[] signs = new int[(int) shape.elementCount()];
      for (int index = 0; index < signs.length; index++) {
        signs[index] = index % 2 * 2 - 1;
      }
      return InnermostFloat.replace(
          weight,
          new WeightExpression.Affine(
              new WeightExpression.Dense(Tensor.ofIntegers(DataType.INT8, shape, signs)),
              new WeightExpression.Dense(
                  Tensor.ofFloats(DataType.FLOAT16, shape.ones(), configuration.factor())),
              null));
    }
  }
}
