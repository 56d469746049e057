package dev.coremill.plugins.quantization;

import dev.coremill.api.algorithm.BudgetCandidates;
import dev.coremill.api.algorithm.CompressionContext;
import dev.coremill.api.algorithm.Outcome;
import dev.coremill.api.algorithm.PlanContext;
import dev.coremill.api.algorithm.WeightAlgorithm;
import dev.coremill.api.algorithm.WeightPlan;
import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.api.tensor.BlockGrid;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.Encoding;
import dev.coremill.api.weight.InnermostFloat;
import dev.coremill.api.weight.WeightExpression;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Linear quantization: integers with a scale, and where the mode or the type needs it a zero point,
 * for each block of elements. It works on the innermost float tensor: the weight, the non-zeros of
 * a pruned one, or the lookup tables of a palettized one.
 */
public final class Quantize
    implements WeightAlgorithm<QuantizationConfiguration>, BudgetCandidates {
  private static final List<String> BLOCKS = List.of("16", "32", "64", "128");

  /** For the service loader. */
  public Quantize() {}

  @Override
  public String name() {
    return "quantize";
  }

  @Override
  public String description() {
    return "Stores weights as 8- or 4-bit integers with scales, per tensor, channel or block.";
  }

  @Override
  public Class<QuantizationConfiguration> configurationType() {
    return QuantizationConfiguration.class;
  }

  @Override
  public List<Map<String, String>> budgetCandidates() {
    List<Map<String, String>> candidates = new ArrayList<>();
    candidates.add(channels("int4"));
    for (String block : BLOCKS) {
      Map<String, String> blocks = new LinkedHashMap<>();
      blocks.put("dtype", "int4");
      blocks.put("granularity", "per_block");
      blocks.put("block_size", block);
      candidates.add(blocks);
    }
    candidates.add(channels("int8"));
    return candidates;
  }

  private static Map<String, String> channels(String type) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("dtype", type);
    parameters.put("granularity", "per_channel");
    return parameters;
  }

  @Override
  public boolean worthCaching(QuantizationConfiguration configuration) {
    return false;
  }

  @Override
  public WeightPlan plan(
      WeightSite site, QuantizationConfiguration configuration, PlanContext context) {
    return switch (ScaleGrid.of(site, configuration, context.onIndivisible())) {
      case ScaleGrid.None none -> new WeightPlan.Skip(none.reason());
      case ScaleGrid.Clash clash -> new WeightPlan.Refuse(clash.problem(), clash.mend());
      case ScaleGrid.Blocks blocks ->
          new WeightPlan.Rewrite(
              InnermostFloat.replace(
                  site.encoding(),
                  affine(InnermostFloat.in(site.encoding()), blocks.scales(), configuration)),
              true);
    };
  }

  private static Encoding.Affine affine(
      Encoding.Dense tensor, Shape scales, QuantizationConfiguration configuration) {
    IntegerRange range = IntegerRange.of(configuration.mode(), configuration.dtype().dataType());
    return new Encoding.Affine(
        new Encoding.Dense(range.type(), tensor.shape()),
        new Encoding.Dense(tensor.type(), scales),
        range.hasZeroPoints() ? new Encoding.Dense(range.type(), scales) : null);
  }

  @Override
  public Outcome compress(
      WeightSite site,
      WeightExpression weight,
      QuantizationConfiguration configuration,
      CompressionContext context) {
    return switch (ScaleGrid.of(site, configuration, context.onIndivisible())) {
      case ScaleGrid.None none -> new Outcome.Skipped(none.reason());
      case ScaleGrid.Clash clash ->
          throw new IllegalArgumentException(clash.problem() + "; " + clash.mend());
      case ScaleGrid.Blocks blocks -> {
        for (String note : blocks.notes()) {
          context.note(note);
        }
        yield new Outcome.Rewritten(quantize(weight, blocks, configuration, context));
      }
    };
  }

  private static WeightExpression quantize(
      WeightExpression weight,
      ScaleGrid.Blocks blocks,
      QuantizationConfiguration configuration,
      CompressionContext context) {
    Tensor tensor = InnermostFloat.in(weight);
    BlockGrid grid = new BlockGrid(blocks.laidOver(), blocks.scales());
    IntegerRange range = IntegerRange.of(configuration.mode(), configuration.dtype().dataType());
    QuantizedMemory into =
        QuantizedMemory.allocate(
            range, tensor.type(), tensor.elementCount(), grid.blockCount(), context);
    if (!blocks.laidOver().equals(tensor.shape())) {
      Tensor mask = InnermostFloat.mask(weight).orElseThrow();
      new BlockQuantizer(ElementBlocks.packed(tensor, mask, grid), grid, into, context).quantize();
    } else if (HalfQuantizer.serves(tensor, grid, range)) {
      new HalfQuantizer(tensor, grid, into, context).quantize();
    } else {
      new BlockQuantizer(ElementBlocks.dense(tensor, grid), grid, into, context).quantize();
    }
    return InnermostFloat.replace(weight, into.expression(tensor.shape(), grid.grid()));
  }
}
