package dev.coremill.core.evaluate;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Value;
import dev.coremill.api.runtime.ValueObserver;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.sample.BoundSamples;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Compares two models sample by sample. Intermediate values of the first are kept, outside the
 * heap, until the second has run on the sample; what would take more memory than allowed is left
 * out, which the notes say.
 */
public final class ModelComparer {
  private final RunnableModel first;
  private final RunnableModel second;
  private final BoundSamples given;
  private final boolean intermediate;
  private final long maximumMemory;
  private final Map<String, ElementErrors> outputs = new LinkedHashMap<>();
  private final Map<String, Trace> traces = new LinkedHashMap<>();
  private final Set<String> unkept = new LinkedHashSet<>();
  private final Map<String, String> unlike = new LinkedHashMap<>();
  private boolean otherLabels;

  /** What is known of an intermediate value. */
  private static final class Trace {
    private final String type;
    private final List<String> inputs;
    private final ElementErrors errors = new ElementErrors();
    private boolean matched;

    Trace(Operation operation) {
      this.type = operation.type();
      this.inputs = new ArrayList<>();
      for (List<Binding> bindings : operation.inputs().values()) {
        for (Binding binding : bindings) {
          if (binding instanceof Binding.Reference(String name)) {
            inputs.add(name);
          }
        }
      }
    }
  }

  /**
   * Compares models.
   *
   * @param samples bound to the first model; the second is given them as its own inputs say
   * @param intermediate whether to compare the values of operations too
   * @param maximumMemory bytes that intermediate values of one sample may take
   */
  public ModelComparer(
      RunnableModel first,
      RunnableModel second,
      BoundSamples samples,
      boolean intermediate,
      long maximumMemory) {
    this.first = first;
    this.second = second;
    this.given = samples;
    this.intermediate = intermediate;
    this.maximumMemory = maximumMemory;
  }

  /**
   * Runs both on samples.
   *
   * @param count how many samples to use; 0 for all
   * @param sequence after how many samples states begin anew; 0 for never
   * @throws ProblemException if one cannot run, or if they have no output in common
   */
  public ModelComparison compare(long count, long sequence, SampleProgress progress) {
    given.requireAtLeast(count);
    second.face().requireInputsOf(second.place(), first.face(), first.place());
    requireCommonOutputs();
    BoundSamples samples = given.withSecond(second.place(), second.face().inputs());
    samples.requirePicturesForArrays();
    SampleRun run = new SampleRun(List.of(first, second), samples, count, sequence);
    if (intermediate) {
      run.oneByOne(this::observed, (_, _, pair) -> add(pair), progress);
    } else {
      run.run(this::predicted, (_, _, pair) -> add(pair), progress);
    }
    return result(run.count());
  }

  private void requireCommonOutputs() {
    Set<String> common = new LinkedHashSet<>(first.face().outputs());
    common.retainAll(second.face().outputs());
    if (common.isEmpty()) {
      throw new ProblemException(
          Problem.input(
              second.place(),
              "its outputs ("
                  + String.join(", ", second.face().outputs())
                  + ") are none of "
                  + first.place()
                  + " ("
                  + String.join(", ", first.face().outputs())
                  + ")",
              "compare models with outputs of the same names"));
    }
  }

  private record Pair(Map<String, Value> one, Map<String, Value> two) {}

  private Pair predicted(long index, BoundSamples.Sample sample) {
    return new Pair(
        first.predict(given.place(), index, sample.inputs(), ValueObserver.NONE),
        second.predict(given.place(), index, sample.secondInputs(), ValueObserver.NONE));
  }

  private Pair observed(long index, BoundSamples.Sample sample) {
    try (Arena arena = Arena.ofConfined()) {
      Kept kept = new Kept(arena);
      return new Pair(
          first.predict(given.place(), index, sample.inputs(), kept),
          second.predict(given.place(), index, sample.secondInputs(), new Matching(kept.values)));
    }
  }

  private void add(Pair pair) {
    ClassifierOutputs right = new ClassifierOutputs(first.face());
    Map<String, Value> expected = right.numeric(pair.one());
    Map<String, Value> found =
        new ClassifierOutputs(second.face()).numeric(pair.two(), right.labels());
    List<String> labels = ClassifierOutputs.labels(second.face(), pair.two());
    otherLabels |= !labels.isEmpty() && !Set.copyOf(labels).containsAll(right.labels());
    for (Map.Entry<String, Value> each : expected.entrySet()) {
      Value value = found.get(each.getKey());
      if (value != null
          && sameSize(each.getKey(), Rows.tensor(value), Rows.tensor(each.getValue()))) {
        outputs
            .computeIfAbsent(each.getKey(), _ -> new ElementErrors())
            .add(Rows.tensor(value), Rows.tensor(each.getValue()));
      }
    }
  }

  private boolean sameSize(String name, Tensor value, Tensor expected) {
    boolean same = value.elementCount() == expected.elementCount();
    if (!same) {
      unlike.putIfAbsent(name, name + " (" + expected + " and " + value + ")");
    }
    return same;
  }

  /** The names of values, with a number where a loop computes one several times. */
  private static final class Passes {
    private final Map<String, Integer> counts = new HashMap<>();

    String name(String output) {
      int pass = counts.merge(output, 1, Integer::sum);
      return pass == 1 ? output : output + "#" + pass;
    }
  }

  /** Keeps the values of the first model. */
  private final class Kept implements ValueObserver {
    private final Arena arena;
    private final Map<String, Tensor> values = new HashMap<>();
    private final Passes passes = new Passes();
    private long bytes;

    Kept(Arena arena) {
      this.arena = arena;
    }

    @Override
    public void computed(Operation operation, String output, Supplier<Value> value) {
      if (operation.isConstant() || !(value.get() instanceof Value.OfTensor holder)) {
        return;
      }
      String name = passes.name(output);
      Tensor tensor = holder.tensor();
      if (!tensor.type().isFloat()) {
        return;
      }
      traces.computeIfAbsent(name, _ -> new Trace(operation));
      if (bytes + tensor.byteSize() > maximumMemory) {
        unkept.add(name);
        return;
      }
      bytes += tensor.byteSize();
      MemorySegment copy = arena.allocate(Math.max(1, tensor.byteSize()), 8);
      MemorySegment exact = copy.asSlice(0, tensor.byteSize());
      exact.copyFrom(tensor.data());
      values.put(name, Tensor.of(tensor.type(), tensor.shape(), exact));
    }
  }

  /** Compares the values of the second model with those kept. */
  private final class Matching implements ValueObserver {
    private final Map<String, Tensor> kept;
    private final Passes passes = new Passes();

    Matching(Map<String, Tensor> kept) {
      this.kept = kept;
    }

    @Override
    public void computed(Operation operation, String output, Supplier<Value> value) {
      if (operation.isConstant()) {
        return;
      }
      String name = passes.name(output);
      Tensor expected = kept.get(name);
      Trace trace = traces.get(name);
      if (expected == null || trace == null) {
        return;
      }
      if (value.get() instanceof Value.OfTensor holder && holder.tensor().type().isFloat()) {
        if (sameSize(name, holder.tensor(), expected)) {
          trace.matched = true;
          trace.errors.add(holder.tensor(), expected);
        }
      }
    }
  }

  private ModelComparison result(long used) {
    List<ValueDifference> differences = new ArrayList<>();
    outputs.forEach((name, errors) -> differences.add(ValueDifference.of(name, "", errors, 0)));
    List<ValueDifference> inner = new ArrayList<>();
    int lonely = 0;
    for (Map.Entry<String, Trace> each : traces.entrySet()) {
      Trace trace = each.getValue();
      if (trace.matched) {
        inner.add(ValueDifference.of(each.getKey(), trace.type, trace.errors, loss(trace)));
      } else if (!unkept.contains(each.getKey()) && !unlike.containsKey(each.getKey())) {
        lonely++;
      }
    }
    List<String> notes = new ArrayList<>();
    lone(first, second, notes);
    lone(second, first, notes);
    if (otherLabels) {
      notes.add("the two classifiers have other labels: they are compared in the order they have");
    }
    if (lonely > 0) {
      notes.add(lonely + " values of " + first.place() + " have no namesake in the other model");
    }
    if (!unkept.isEmpty()) {
      notes.add(
          unkept.size()
              + " values were not compared, because those of one sample take more than "
              + maximumMemory
              + " bytes (--max-memory)");
    }
    if (!unlike.isEmpty()) {
      notes.add("of different sizes, so not compared: " + String.join(", ", unlike.values()));
    }
    return new ModelComparison(
        first.place(), second.place(), given.place(), used, differences, inner, notes);
  }

  private static void lone(RunnableModel one, RunnableModel other, List<String> notes) {
    List<String> names = new ArrayList<>(one.face().outputs());
    names.removeAll(other.face().outputs());
    if (!names.isEmpty()) {
      notes.add(
          "not compared, because only " + one.place() + " has it: " + String.join(", ", names));
    }
  }

  /** By how much a value is worse than the worst of its inputs. */
  private double loss(Trace trace) {
    double lowest = Double.POSITIVE_INFINITY;
    for (String input : trace.inputs) {
      Trace before = traces.get(input);
      if (before != null && before.matched) {
        lowest = Math.min(lowest, before.errors.signalToNoise());
      }
    }
    double mine = trace.errors.signalToNoise();
    return mine == lowest ? 0 : lowest - mine;
  }
}
