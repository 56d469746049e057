package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.core.report.PipelineReport;
import dev.coremill.core.report.StageOutcome;
import dev.coremill.core.report.StageOutcome.Status;
import dev.coremill.core.report.WeightReport;
import dev.coremill.distribution.EncodingBench.Constant;
import dev.coremill.distribution.EncodingBench.Values;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every algorithm and granularity on weights of unusual values and shapes: what comes out has the
 * values that the encoding allows, or the report says why the weight stays as it is.
 */
class PathologicalWeightsWholeTest {
  @TempDir Path folder;

  private static List<Constant> weights() {
    List<Constant> all = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(5);
    Map<String, IntToDoubleFunction> contents = new LinkedHashMap<>();
    contents.put("normal", _ -> random.nextGaussian() * 0.1);
    contents.put("constant", _ -> 0.3);
    contents.put("zeros", _ -> 0);
    contents.put("negative_zeros", _ -> -0.0);
    contents.put("one_nan", i -> i == 7 ? Double.NaN : i * 0.01);
    contents.put("one_infinity", i -> i == 3 ? Double.NEGATIVE_INFINITY : i * 0.01);
    contents.put("denormals", i -> (i % 9 - 4) * 0x1p-24);
    contents.put("two_values", i -> i % 3 == 0 ? -1.5 : 0.25);
    contents.put("one_outlier", i -> i == 5 ? 60000 : random.nextGaussian() * 1e-3);
    contents.put("whole_range", i -> i % 2 == 0 ? 65504 : -65504);
    contents.put("one_nonzero", i -> i == 11 ? 1e-3 : 0);
    for (DataType type : new DataType[] {DataType.FLOAT16, DataType.FLOAT32}) {
      contents.forEach((name, values) ->
          all.add(weight(name + "_" + type.text(), "linear", type, values, 8, 32)));
    }
    all.add(weight("huge_float32", "linear", DataType.FLOAT32, i -> i % 5 * 1e38 - 2e38, 8, 32));
    all.add(weight("tiny_float32", "linear", DataType.FLOAT32, i -> (i - 99) * 1e-44, 8, 32));
    IntToDoubleFunction normal = _ -> random.nextGaussian();
    all.add(weight("one_channel", "linear", DataType.FLOAT16, normal, 1, 64));
    all.add(weight("prime_channels", "linear", DataType.FLOAT16, normal, 97, 31));
    all.add(weight("one_element", "linear", DataType.FLOAT16, normal, 1, 1));
    all.add(weight("conv", "conv", DataType.FLOAT16, normal, 16, 4, 3, 3));
    all.add(weight("depthwise", "conv", DataType.FLOAT32, normal, 16, 1, 3, 3));
    all.add(weight("empty", "add", DataType.FLOAT16, normal, 4, 0, 3));
    long[][] shapes = {{24}, {4, 6}, {4, 2, 3}, {4, 2, 3, 2}, {4, 2, 3, 2, 2}, {4, 2, 1, 2, 2, 3}};
    for (long[] shape : shapes) {
      all.add(weight("rank_" + shape.length, "add", DataType.FLOAT16, normal, shape));
    }
    return all;
  }

  private static Constant weight(
      String name, String use, DataType type, IntToDoubleFunction values, long... dimensions) {
    Shape shape = Shape.of(dimensions);
    float[] elements = new float[(int) shape.elementCount()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = Elements.round(type, (float) values.applyAsDouble(i));
    }
    return new Constant(name, use, Tensor.ofFloats(type, shape, elements));
  }

  /** Runs one stage over all weights, and checks what must hold for each, whatever the stage. */
  private Result run(String stage, List<Constant> weights) {
    EncodingBench bench = new EncodingBench(folder);
    Path model = bench.write("model.mlpackage", weights);
    PipelineReport report =
        bench.run(
            model,
            "out.mlpackage",
            "on_indivisible: nearest\ndeployment: {minimum_os: iOS18}\nstages: [{"
                + stage
                + ", select: {const_names: ['.*'], weight_threshold: 0}}]");
    Values before = EncodingBench.values(model);
    Values after = EncodingBench.values(bench.file("out.mlpackage"));
    assertThat(after.byName().keySet()).containsExactlyElementsOf(before.byName().keySet());
    for (WeightReport weight : report.weights()) {
      StageOutcome outcome = weight.stages().getFirst();
      assertThat(outcome.status()).as(weight.name()).isNotEqualTo(Status.NOT_SELECTED);
      assertThat(outcome.reason().isEmpty())
          .as(weight.name())
          .isEqualTo(outcome.status() == Status.COMPRESSED);
      assertThat(weight.error().isPresent())
          .as(weight.name())
          .isEqualTo(outcome.status() == Status.COMPRESSED);
      if (!weight.changed()) {
        assertThat(bits(after.of(weight.name()))).isEqualTo(bits(before.of(weight.name())));
      }
      weight
          .error()
          .ifPresent(error ->
              assertThat(error.meanSquaredError())
                  .as(weight.name())
                  .isCloseTo(
                      meanSquaredError(before.of(weight.name()), after.of(weight.name())),
                      withinPercentage(1e-6)));
    }
    for (Constant weight : weights) {
      boolean finite = true;
      for (float value : weight.values()) {
        finite &= Float.isFinite(value);
      }
      if (!finite) {
        assertThat(reason(report, weight.name())).startsWith("it holds a NaN or an infinity");
      }
    }
    return new Result(report, after);
  }

  /** The report, and the values that the output holds. */
  private record Result(PipelineReport report, Values after) {
    boolean isChanged(String name) {
      return report.weights().stream()
          .anyMatch(weight -> weight.name().equals(name) && weight.changed());
    }
  }

  private static String reason(PipelineReport report, String name) {
    for (WeightReport weight : report.weights()) {
      if (weight.name().equals(name)) {
        return weight.stages().getFirst().reason();
      }
    }
    throw new AssertionError("no report on " + name);
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  private static double meanSquaredError(float[] before, float[] after) {
    double error = 0;
    for (int i = 0; i < before.length; i++) {
      double difference = (double) before[i] - after[i];
      error += difference * difference;
    }
    return error / before.length;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nbits: 1",
        "nbits: 2",
        "nbits: 3",
        "nbits: 4",
        "nbits: 6",
        "nbits: 8",
        "mode: uniform, nbits: 1",
        "mode: uniform, nbits: 4",
        "mode: unique",
        "nbits: 2, granularity: per_grouped_channel, group_size: 1",
        "nbits: 4, granularity: per_grouped_channel, group_size: 4",
        "nbits: 4, granularity: per_grouped_channel, group_size: 2, channel_axis: -1",
        "nbits: 2, cluster_dim: 2",
        "nbits: 4, cluster_dim: 4, granularity: per_grouped_channel, group_size: 8",
        "nbits: 4, enable_per_channel_scale: true",
        "nbits: 2, granularity: per_grouped_channel, group_size: 4, enable_per_channel_scale: true"
      })
  void palettize(String configuration) {
    List<Constant> weights = weights();
    Result result = run("use: palettize, config: {" + configuration + "}", weights);

    for (Constant weight : weights) {
      if (result.isChanged(weight.name())) {
        float[] values = result.after().of(weight.name());
        float largest = 0;
        for (float value : weight.values()) {
          largest = Math.max(largest, Math.abs(value));
        }
        for (float value : values) {
          assertThat(Math.abs(value)).as(weight.name()).isLessThanOrEqualTo(largest * 1.002f);
        }
      }
    }
    if (!configuration.contains("uniform")) {
      for (String exact : new String[] {"constant", "zeros", "negative_zeros", "two_values"}) {
        if (!configuration.contains("cluster_dim")) {
          assertThat(result.after().of(exact + "_float16"))
              .as(exact)
              .usingComparatorWithPrecision(1e-3f)
              .containsExactly(value(weights, exact + "_float16"));
        }
      }
    }
  }

  private static float[] value(List<Constant> weights, String name) {
    return weights.stream()
        .filter(weight -> weight.name().equals(name))
        .findFirst()
        .orElseThrow()
        .values();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dtype: int8, granularity: per_tensor",
        "dtype: uint8, granularity: per_tensor",
        "dtype: int8, granularity: per_channel",
        "dtype: int8, granularity: per_block, block_size: 8",
        "dtype: int4, granularity: per_tensor",
        "dtype: int4, granularity: per_channel",
        "dtype: uint4, granularity: per_channel",
        "dtype: int4, granularity: per_block, block_size: 32",
        "mode: linear, dtype: int8, granularity: per_tensor",
        "mode: linear, dtype: uint8, granularity: per_channel",
        "mode: linear, dtype: int4, granularity: per_block, block_size: 4",
        "mode: linear, dtype: uint4, granularity: per_block, block_size: 16"
      })
  void quantize(String configuration) {
    List<Constant> weights = weights();
    Result result = run("use: quantize, config: {" + configuration + "}", weights);

    boolean symmetric = !configuration.contains("mode: linear");
    int steps = configuration.contains("int4") ? symmetric ? 14 : 15 : symmetric ? 254 : 255;
    for (Constant weight : weights) {
      if (result.isChanged(weight.name())) {
        float largest = 0;
        for (float value : weight.values()) {
          largest = Math.max(largest, Math.abs(value));
        }
        // Half a step of the widest range, the rounding of the scale and of the result included.
        double allowed = largest * (1.0 / steps + 0.002) + 0x1p-24 * steps;
        if (weight.name().equals("whole_range_float16") && !symmetric) {
          // No integer may stand for more than the type holds, which costs up to a step here.
          allowed += 65504.0 / steps;
        }
        float[] values = result.after().of(weight.name());
        for (int i = 0; i < values.length; i++) {
          assertThat(Math.abs((double) values[i] - weight.values()[i]))
              .as(weight.name() + " element " + i)
              .isLessThanOrEqualTo(allowed);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "target_sparsity: 0",
        "target_sparsity: 0.5",
        "target_sparsity: 0.75",
        "target_sparsity: 1",
        "target_sparsity: 0.5, block_size: 2",
        "target_sparsity: 0.5, block_size: 3, dim: 1",
        "n_m_ratio: [2, 4]",
        "n_m_ratio: [1, 3], dim: 0",
        "threshold: 0",
        "threshold: 0.1, minimum_sparsity_percentile: 0.1"
      })
  void prune(String configuration) {
    List<Constant> weights = weights();
    Result result = run("use: prune, config: {" + configuration + "}", weights);

    for (Constant weight : weights) {
      if (result.isChanged(weight.name())) {
        float[] values = result.after().of(weight.name());
        int zeros = 0;
        for (int i = 0; i < values.length; i++) {
          assertThat(values[i] == 0 || values[i] == weight.values()[i]).isTrue();
          zeros += values[i] == 0 ? 1 : 0;
        }
        if (configuration.startsWith("target_sparsity") && !configuration.contains("block")) {
          double asked = Double.parseDouble(configuration.substring(17));
          assertThat(zeros).isGreaterThanOrEqualTo((int) Math.floor(asked * values.length));
        }
      }
    }
    assertThat(Arrays.stream(new String[] {"normal_float16", "conv"}).anyMatch(result::isChanged))
        .isEqualTo(!configuration.equals("threshold: 0"));
  }
}
