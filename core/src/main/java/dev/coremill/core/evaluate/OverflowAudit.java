package dev.coremill.core.evaluate;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Value;
import dev.coremill.api.runtime.ValueObserver;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.core.mlpackage.Model;
import dev.coremill.core.report.EvaluationText;
import dev.coremill.core.sample.Numbers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches the values of a model for overflow and NaN. At fault is an operation that gives an
 * infinity where none enters it, or a NaN where none enters it; infinities of constants, as masks
 * have them, are nobody's fault. It works with every runtime.
 */
public final class OverflowAudit implements ValueObserver {
  private record Range(double largest, boolean infinite, boolean undefined) {}

  private final Map<String, Value> constants = new HashMap<>();
  private final Map<String, Range> ranges = new HashMap<>();
  private final List<Fault> faults = new ArrayList<>();
  private long sample;
  private long samples;
  private long faulty;
  private boolean toldOfSample;
  private double peak;
  private String peakOperation = "";

  /**
   * An operation at fault.
   *
   * @param sample the number of the sample that triggers it
   * @param operation the operation's name
   * @param type its operator
   * @param output the output
   * @param what {@code overflow} or {@code NaN}
   * @param inputs the largest magnitude of each of its inputs
   */
  public record Fault(
      long sample,
      String operation,
      String type,
      String output,
      String what,
      Map<String, Double> inputs) {
    /** In one line. */
    public String text() {
      StringBuilder text = new StringBuilder();
      text.append("operation '").append(operation).append("' (").append(type).append(") gives ");
      text.append(what.equals("NaN") ? "NaN" : "an infinity").append(" at sample ").append(sample);
      String separator = "; its inputs reach ";
      for (Map.Entry<String, Double> input : inputs.entrySet()) {
        text.append(separator).append(input.getKey()).append(" = ");
        text.append(EvaluationText.number(input.getValue()));
        separator = ", ";
      }
      return text.toString();
    }
  }

  /**
   * What was found.
   *
   * @param samples how many samples were watched
   * @param faulty how many of them have a fault
   * @param first the first fault; empty if there is none
   * @param others the first faults of later samples in other operations
   * @param peak the largest finite magnitude of any value
   * @param peakOperation the operation that gave it; empty if nothing was heard
   */
  public record Findings(
      long samples,
      long faulty,
      Optional<Fault> first,
      List<Fault> others,
      double peak,
      String peakOperation) {
    /** Copies the list. */
    public Findings {
      others = List.copyOf(others);
    }

    /** The largest finite magnitude in words, with what it leaves of float16. */
    public String peakText() {
      return String.format(
          Locale.ROOT,
          "the largest magnitude is %s in '%s'; float16 ends at 65504",
          EvaluationText.number(peak),
          peakOperation);
    }
  }

  /**
   * Watches a model.
   *
   * @param model the model, whose constants need not be heard of
   */
  public OverflowAudit(RunnableModel model) {
    collect(model.model(), model.face().function());
  }

  /** Collects the constants of a function; the parts of a pipeline have one each. */
  private void collect(Model model, String name) {
    model.parts().forEach(part -> collect(part, ""));
    if (model.program().isPresent()) {
      Map<String, Function> functions = model.program().get().functions();
      // Another function may call other constants by the same names.
      functions.forEach((each, function) -> {
        if (name.isEmpty() || name.equals(each)) {
          function.body().ifPresent(this::collect);
        }
      });
    }
  }

  private void collect(Block block) {
    for (Operation operation : block.operations()) {
      if (operation.type().equals("const")
          && operation.attributes().get("val") instanceof Value.OfTensor value
          && value.tensor().type().isFloat()) {
        operation.outputs().forEach(output -> constants.put(output.name(), value));
      }
      operation.blocks().forEach(this::collect);
    }
  }

  /**
   * The next values are those of a sample.
   *
   * @param inputs its inputs, which are nobody's fault
   */
  public void begin(long index, Map<String, Value> inputs) {
    ranges.clear();
    sample = index;
    samples++;
    toldOfSample = false;
    for (Map.Entry<String, Value> input : inputs.entrySet()) {
      if (input.getValue() instanceof Value.OfTensor tensor) {
        ranges.put(input.getKey(), range(tensor.tensor()));
      }
    }
  }

  @Override
  public void computed(Operation operation, String output, Supplier<Value> value) {
    if (!(value.get() instanceof Value.OfTensor holder) || !holder.tensor().type().isFloat()) {
      return;
    }
    Range range = range(holder.tensor());
    ranges.put(output, range);
    if (operation.isConstant()) {
      return;
    }
    if (range.largest() > peak) {
      peak = range.largest();
      peakOperation = operation.name();
    }
    if (!toldOfSample && (range.infinite() || range.undefined())) {
      judge(operation, output, range);
    }
  }

  private void judge(Operation operation, String output, Range range) {
    boolean infinite = false;
    boolean undefined = false;
    Map<String, Double> inputs = new LinkedHashMap<>();
    for (Map.Entry<String, List<Binding>> argument : operation.inputs().entrySet()) {
      for (Binding binding : argument.getValue()) {
        Range input =
            switch (binding) {
              case Binding.Reference reference -> range(reference.name());
              case Binding.Literal literal ->
                  literal.value() instanceof Value.OfTensor tensor
                          && tensor.tensor().type().isFloat()
                      ? range(tensor.tensor())
                      : null;
            };
        if (input != null) {
          infinite |= input.infinite();
          undefined |= input.undefined();
          inputs.merge(argument.getKey(), input.largest(), Math::max);
        }
      }
    }
    boolean makesNaN = range.undefined() && !undefined;
    boolean overflows = range.infinite() && !infinite && !undefined;
    if (makesNaN || overflows) {
      toldOfSample = true;
      faulty++;
      boolean known = faults.stream().anyMatch(fault -> fault.operation().equals(operation.name()));
      if (!known) {
        faults.add(
            new Fault(
                sample,
                operation.name(),
                operation.type(),
                output,
                overflows ? "overflow" : "NaN",
                inputs));
      }
    }
  }

  /** What is known of a value; of a constant only when it is asked for. */
  private @Nullable Range range(String name) {
    Range known = ranges.get(name);
    if (known == null && constants.get(name) instanceof Value.OfTensor constant) {
      // A NaN among constants excuses nobody: who reads it first is named.
      Range stored = range(constant.tensor());
      known = new Range(stored.largest(), stored.infinite(), false);
      ranges.put(name, known);
    }
    return known;
  }

  private static Range range(Tensor tensor) {
    int chunk = (int) Math.min(Numbers.CHUNK, tensor.elementCount());
    double[] values = new double[chunk];
    double largest = 0;
    boolean infinite = false;
    boolean undefined = false;
    for (long start = 0; start < tensor.elementCount(); start += chunk) {
      int size = (int) Math.min(chunk, tensor.elementCount() - start);
      Numbers.read(tensor, start, size, values, 0);
      for (int i = 0; i < size; i++) {
        double magnitude = Math.abs(values[i]);
        if (Double.isNaN(magnitude)) {
          undefined = true;
        } else if (Double.isInfinite(magnitude)) {
          infinite = true;
        } else {
          largest = Math.max(largest, magnitude);
        }
      }
    }
    return new Range(largest, infinite, undefined);
  }

  /** What was found so far. */
  public Findings findings() {
    return new Findings(
        samples,
        faulty,
        faults.isEmpty() ? Optional.empty() : Optional.of(faults.getFirst()),
        faults.isEmpty() ? List.of() : faults.subList(1, faults.size()),
        peak,
        peakOperation);
  }
}
