package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.Encoding;
import dev.coremill.core.cost.TargetEstimate;
import dev.coremill.core.report.PipelineReport;
import dev.coremill.core.report.WeightReport;
import dev.coremill.distribution.EncodingBench.Constant;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The bytes of weights that a plan predicts are those that a run writes, weight by weight, in the
 * sum, and in the estimates for targets.
 */
class PlannedSizesWholeTest {
  private static final String DEPLOYMENT =
      "deployment: {minimum_os: iOS18}\ntargets: [iphone-15-pro]\non_indivisible: skip\n";

  @TempDir Path folder;

  /** Weights of several forms; one of them is not a multiple of the groups and blocks. */
  private Path model() {
    SplittableRandom random = new SplittableRandom(17);
    return new EncodingBench(folder)
        .write(
            "model.mlpackage",
            List.of(
                weight(random, "kernel", "conv", 16, 8, 3, 3),
                weight(random, "odd", "conv", 10, 6, 3, 3),
                weight(random, "matrix", "linear", 48, 64),
                weight(random, "bias", "add", 1, 64)));
  }

  private static Constant weight(
      SplittableRandom random, String name, String use, long... dimensions) {
    Shape shape = Shape.of(dimensions);
    float[] values = new float[Math.toIntExact(shape.elementCount())];
    for (int i = 0; i < values.length; i++) {
      values[i] = Elements.round(DataType.FLOAT16, (float) (random.nextGaussian() * 0.1));
    }
    return new Constant(name, use, Tensor.ofFloats(DataType.FLOAT16, shape, values));
  }

  private static Map<String, Encoding> encodings(PipelineReport report, boolean before) {
    Map<String, Encoding> encodings = new LinkedHashMap<>();
    for (WeightReport weight : report.weights()) {
      encodings.put(weight.name(), before ? weight.before() : weight.after());
    }
    return encodings;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "[{use: palettize, config: {nbits: 1}}]",
        "[{use: palettize, config: {nbits: 3}}]",
        "[{use: palettize, config: {nbits: 4, granularity: per_grouped_channel, group_size: 4}}]",
        "[{use: palettize, config: {nbits: 6, granularity: per_grouped_channel, group_size: 1}}]",
        "[{use: palettize, config: {nbits: 4, cluster_dim: 2}}]",
        "[{use: palettize, config: {nbits: 2, enable_per_channel_scale: true}}]",
        "[{use: quantize, config: {dtype: int8}}]",
        "[{use: quantize, config: {dtype: uint8, mode: linear, granularity: per_tensor}}]",
        "[{use: quantize, config: {dtype: int4}}]",
        "[{use: quantize, config: {dtype: int4, granularity: per_block, block_size: 16}}]",
        "[{use: quantize, config: {dtype: uint4, mode: linear, granularity: per_block,"
            + " block_size: 2}}]",
        "[{use: palettize, config: {nbits: 4}}, {use: quantize, config: {dtype: int8}}]",
        "[{use: prune, config: {target_sparsity: 0.5}}]",
        "[{use: prune, config: {target_sparsity: 0.75, block_size: 2}}]",
        "[{use: prune, config: {threshold: 0.05}}]",
        "[{use: prune, config: {n_m_ratio: [2, 4]}}]",
        "[{use: prune, config: {target_sparsity: 0.5}}, {use: palettize, config: {nbits: 4}}]",
        "[{use: prune, config: {target_sparsity: 0.3}}, {use: quantize, config: {dtype: int8}}]",
        "[{use: prune, config: {target_sparsity: 0.5}}, {use: palettize, config: {nbits: 4,"
            + " granularity: per_grouped_channel, group_size: 4}}]",
      })
  void aPlanPredictsEveryByteOfTheWeights(String stages) {
    Path model = model();
    EncodingBench bench = new EncodingBench(folder);
    String yaml =
        DEPLOYMENT + "stages: " + stages.replace("}}", "}, select: {weight_threshold: 0}}");

    PipelineReport plan = bench.plan(model, "out.mlpackage", yaml);
    PipelineReport run = bench.run(model, "out.mlpackage", yaml);
    PipelineReport written =
        bench.plan(bench.file("out.mlpackage"), "copy.mlpackage", DEPLOYMENT + "stages: []");

    assertThat(encodings(plan, false)).isEqualTo(encodings(run, false));
    assertThat(encodings(plan, false)).isEqualTo(encodings(written, true));
    assertThat(plan.totals().weightBytesAfter()).isEqualTo(run.totals().weightBytesAfter());
    assertThat(plan.totals().weightBytesAfter()).isEqualTo(written.totals().weightBytesBefore());
    assertThat(onDisk(plan)).isNotEmpty().isEqualTo(onDisk(run)).isEqualTo(onDisk(written));
  }

  private static List<Double> onDisk(PipelineReport report) {
    return report.estimates().stream()
        .map(TargetEstimate::estimate)
        .map(estimate -> estimate.weightsOnDisk().value())
        .toList();
  }
}
