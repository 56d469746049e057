package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.UnknownFields;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.target.ComputeUnits;
import dev.coremill.api.target.OperatingSystem;
import dev.coremill.api.target.OsVersion;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.core.check.CheckReport;
import dev.coremill.core.check.CheckRequest;
import dev.coremill.core.check.PackageCheck;
import dev.coremill.core.check.SystemVerdict;
import dev.coremill.core.check.TargetCatalogs;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.shape.ShapeOverrides;
import dev.coremill.distribution.EncodingBench.Constant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What each iOS from 15 to 26 takes: a plan for an older one stops, is illegal and names the first
 * that takes it; a check of the package says the same.
 */
class AvailabilityWholeTest {
  private static final int OLDEST = 15;
  private static final int NEWEST = 26;

  @TempDir Path folder;

  private static String yaml(int ios, String stages) {
    return "deployment: {minimum_os: iOS" + ios + "}\non_indivisible: skip\n" + stages;
  }

  @ParameterizedTest(name = "{0} from iOS {1} on")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          palettization, 1 bit per tensor   | 16 | {use: palettize, config: {nbits: 1}}
          palettization, 2 bits per tensor  | 16 | {use: palettize, config: {nbits: 2}}
          palettization, 4 bits per tensor  | 16 | {use: palettize, config: {nbits: 4}}
          palettization, 6 bits per tensor  | 16 | {use: palettize, config: {nbits: 6}}
          palettization, 8 bits per tensor  | 16 | {use: palettize, config: {nbits: 8}}
          8-bit weights per channel         | 16 | {use: quantize, config: {dtype: int8}}
          8-bit weights with zero points    | 16 | {use: quantize, config: {dtype: uint8, mode: linear}}
          sparse                            | 16 | {use: prune, config: {target_sparsity: 0.5}}
          grouped tables                    | 18 | {use: palettize, config: {nbits: 4, granularity: per_grouped_channel, group_size: 4}}
          palettization, 3 bits             | 18 | {use: palettize, config: {nbits: 3}}
          tables of vectors                 | 18 | {use: palettize, config: {nbits: 4, cluster_dim: 2}}
          int8 tables                       | 18 | [{use: palettize, config: {nbits: 4}}, {use: quantize, config: {dtype: int8}}]
          scale per channel                 | 18 | {use: palettize, config: {nbits: 4, enable_per_channel_scale: true}}
          int4                              | 18 | {use: quantize, config: {dtype: int4}}
          int8 per block                    | 18 | {use: quantize, config: {dtype: int8, granularity: per_block, block_size: 8}}
          int4 per block                    | 18 | {use: quantize, config: {dtype: int4, granularity: per_block, block_size: 8}}
          sparse and table                  | 18 | [{use: prune, config: {target_sparsity: 0.5}}, {use: palettize, config: {nbits: 4}}]
          sparse and int8                   | 18 | [{use: prune, config: {target_sparsity: 0.5}}, {use: quantize, config: {dtype: int8}}]
          """)
  void anEncodingOfWeights(String name, int first, String stages) {
    EncodingBench bench = new EncodingBench(folder);
    String list = stages.startsWith("[") ? stages : "[" + stages + "]";
    bench.run(EncodingBench.CNN, "out.mlpackage", yaml(first, "stages: " + list));

    requireFirst(EncodingBench.CNN, "stages: " + list, first);
    requireChecked(bench.file("out.mlpackage"), first);
  }

  @Test
  void activationQuantizationFromIos17On() {
    EncodingBench bench = new EncodingBench(folder);
    Path model = bench.writeProgram("quantized.mlpackage", quantized());

    requireFirst(model, "stages: []", 17);
    bench.run(model, "out.mlpackage", yaml(17, "stages: []"));
    requireChecked(bench.file("out.mlpackage"), 17);
  }

  /** The image as 8-bit integers and back. */
  private static List<Operation> quantized() {
    Tensor scale = Tensor.ofFloats(DataType.FLOAT16, Shape.scalar(), 0.5f);
    Operation quantize =
        EncodingBench.withText(
            EncodingBench.operation(
                "quantize", "integers", Map.of("input", "image_half", "scale", "scale")),
            "output_dtype",
            "int8");
    List<Operation> operations = new ArrayList<>();
    operations.add(EncodingBench.half("image"));
    operations.add(EncodingBench.constant(new Constant("scale", "quantize", scale)));
    operations.add(
        new Operation(
            "quantize",
            quantize.inputs(),
            List.of(
                new NamedType("integers", ValueType.OfTensor.of(DataType.INT8, Shape.of(1, 64)))),
            List.of(),
            quantize.attributes(),
            UnknownFields.NONE));
    operations.add(
        EncodingBench.operation(
            "dequantize", "logits", Map.of("input", "integers", "scale", "scale")));
    return operations;
  }

  /** Plans for every system: those before the first stop and name it. */
  private void requireFirst(Path model, String stages, int first) {
    EncodingBench bench = new EncodingBench(folder);
    // The package itself is for iOS 16.
    for (int ios = 16; ios <= NEWEST; ios++) {
      String yaml = yaml(ios, stages);
      if (ios >= first) {
        assertThat(bench.plan(model, "plan.mlpackage", yaml).weights()).isNotNull();
        continue;
      }
      ProblemException refused =
          catchThrowableOfType(
              ProblemException.class, () -> bench.plan(model, "plan.mlpackage", yaml));
      assertThat(refused).as("iOS%d", ios).isNotNull();
      for (Problem problem : refused.problems()) {
        assertThat(problem.kind()).isEqualTo(Problem.Kind.ILLEGAL);
        assertThat(problem.kind().exitCode()).isEqualTo(3);
        assertThat(problem.mend()).contains("iOS" + first).contains("deployment.minimum_os");
      }
    }
  }

  private static void requireChecked(Path made, int first) {
    List<OsVersion> systems = new ArrayList<>();
    for (int ios = OLDEST; ios <= NEWEST; ios++) {
      systems.add(new OsVersion(OperatingSystem.IOS, ios, 0));
    }
    try (ModelPackage source = ModelPackage.open(made)) {
      CheckReport report =
          new PackageCheck(new TargetCatalogs(EncodingBench.PLUGINS.catalogs()))
              .check(
                  source,
                  new CheckRequest(List.of(), systems, ComputeUnits.ALL, ShapeOverrides.NONE));
      assertThat(report.systems()).hasSameSizeAs(systems);
      for (SystemVerdict verdict : report.systems()) {
        boolean legal = verdict.system().major() >= first;
        assertThat(verdict.legal()).as(verdict.system().toString()).isEqualTo(legal);
        assertThat(verdict.firstOs())
            .contains(legal ? verdict.system() : new OsVersion(OperatingSystem.IOS, first, 0));
      }
    }
  }
}
