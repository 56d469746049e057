package dev.coremill.core.cost;

import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.CostConstant;
import dev.coremill.api.target.Estimate;
import dev.coremill.api.target.Evidence;
import dev.coremill.api.target.Figure;
import dev.coremill.api.target.OperandProfile;
import dev.coremill.api.target.OperationEstimate;
import dev.coremill.api.target.OperationProfile;
import dev.coremill.api.target.Placement;
import dev.coremill.api.target.ProgramProfile;
import dev.coremill.api.target.TargetSetting;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes one estimate. */
final class EstimateMaker {
  private static final String COUNTED = "counted from the program";
  private static final String BORDER = "part of the fixed time of a prediction";

  private final ConstantTable table;
  private final ProgramProfile profile;
  private final TargetSetting setting;
  private final List<Placement> placements;
  private final String chip;
  private final Generation generation;
  private final Map<ComputeUnit, UnitState> units = new EnumMap<>(ComputeUnit.class);
  private final Map<String, ComputeUnit> madeOn = new HashMap<>();
  private final Border border;
  private double matrixMs;

  EstimateMaker(
      ConstantTable table,
      ProgramProfile profile,
      TargetSetting setting,
      List<Placement> placements) {
    this.table = table;
    this.profile = profile;
    this.setting = setting;
    this.placements = placements;
    this.chip = setting.device().chip().id();
    this.generation = Generation.of(setting.system());
    this.border = Border.of(profile);
  }

  /** What is known of a unit, and what adds up on it. */
  private static final class UnitState {
    final UnitCosts costs;
    final EffectConstants effects;
    final double band;
    final Evidence evidence;
    final String source;
    double readBytes;
    double weightGbs;
    double milliseconds;
    double storedBytes;

    UnitState(ConstantTable table, String chip, ComputeUnit unit) {
      costs = UnitCosts.of(UnitCosts.numbers(table, chip, unit));
      effects = EffectConstants.of(table, chip, unit);
      band = Math.max(1, table.value(ConstantName.BAND, chip, unit, "", 3));
      boolean measured = UnitCosts.isMeasured(table, chip, unit);
      evidence = measured ? Evidence.FITTED : Evidence.GUESSED;
      Optional<CostConstant> basis =
          measured
              ? table.find(ConstantName.FIXED, chip, unit, "")
              : table.find(ConstantName.SPEED, chip, unit, "");
      source =
          basis
              .map(found -> found.value().source())
              .orElse("the constants that hold for all chips");
    }
  }

  Estimate estimate() {
    List<Optional<OperationWork>> works = works();
    units.forEach((unit, state) -> state.weightGbs = weightRate(unit, state));
    List<OperationEstimate> estimates = new ArrayList<>(works.size());
    ComputeUnit before = null;
    for (int i = 0; i < works.size(); i++) {
      ComputeUnit unit = placements.get(i).unit();
      if (border.contains(i)) {
        estimates.add(new OperationEstimate(i, unit, Figure.exact(0, BORDER), List.of()));
      } else {
        estimates.add(operation(profile.operations().get(i), works.get(i), unit, before));
        before = unit;
      }
    }
    return whole(estimates, works);
  }

  /** The work of each operation; what units read of weights adds up on the way. */
  private List<Optional<OperationWork>> works() {
    Set<String> dequantized = Workload.dequantized(profile);
    List<Optional<OperationWork>> works = new ArrayList<>(profile.operations().size());
    for (OperationProfile operation : profile.operations()) {
      Optional<OperationWork> found =
          Workload.of(operation).map(item -> OperationWork.of(operation, item, dequantized));
      works.add(found);
      if (!border.contains(operation.index())) {
        ComputeUnit unit = placements.get(operation.index()).unit();
        UnitState state = state(unit);
        if (found.isPresent()) {
          WorkItem item = found.get().item();
          state.readBytes +=
              item.weightBytes() * item.repeats() * effect(found.get(), unit, state).weights();
        }
      }
    }
    return works;
  }

  private StoredEffect effect(OperationWork work, ComputeUnit unit, UnitState state) {
    return work.effect(table, chip, unit, state.effects, generation);
  }

  private double weightRate(ComputeUnit unit, UnitState state) {
    return ItemTime.weightRate(
        state.readBytes,
        state.costs.cachedWeightGbs(),
        table.value(ConstantName.STREAMED_WEIGHTS, chip, unit, "", Double.POSITIVE_INFINITY),
        table.value(ConstantName.CACHE, chip, unit, "", Double.POSITIVE_INFINITY) * 1e6);
  }

  private UnitState state(ComputeUnit unit) {
    return units.computeIfAbsent(unit, each -> new UnitState(table, chip, each));
  }

  private OperationEstimate operation(
      OperationProfile operation,
      Optional<OperationWork> found,
      ComputeUnit unit,
      @Nullable ComputeUnit before) {
    UnitState state = state(unit);
    List<OperationEstimate.Term> terms = new ArrayList<>();
    double milliseconds = 0;
    if (found.isPresent()) {
      OperationWork work = found.get();
      StoredEffect effect = effect(work, unit, state);
      ItemTime time = ItemTime.of(work.item(), state.costs, state.weightGbs, effect);
      double repeats = work.item().repeats();
      TermText.add(terms, work, time, effect, state.costs, state.weightGbs);
      milliseconds = time.total() * repeats;
      if (work.item().kind() == WorkKind.MATRIX) {
        matrixMs += milliseconds;
      }
    }
    milliseconds += transfer(operation, unit, before, terms);
    for (OperandProfile output : operation.outputs()) {
      madeOn.put(output.name(), unit);
    }
    state.milliseconds += milliseconds;
    return new OperationEstimate(operation.index(), unit, banded(milliseconds, state), terms);
  }

  private double transfer(
      OperationProfile operation,
      ComputeUnit unit,
      @Nullable ComputeUnit before,
      List<OperationEstimate.Term> terms) {
    double bytes = 0;
    for (OperandProfile input : operation.inputs()) {
      ComputeUnit maker = madeOn.get(input.name());
      if (maker != null && maker != unit) {
        bytes += input.bytes();
        madeOn.put(input.name(), unit);
      }
    }
    boolean handedOver = before != null && before != unit;
    if (bytes == 0 && !handedOver) {
      return 0;
    }
    double rate = table.value(ConstantName.TRANSFER_BANDWIDTH, chip, unit, "", 10);
    double milliseconds =
        (handedOver ? table.value(ConstantName.TRANSFER, chip, unit, "", 0.2) : 0)
            + bytes / (rate * 1e6);
    // A loop does not go to and fro with each turn: what it needs is brought before it.
    terms.add(
        new OperationEstimate.Term(
            "transfer", milliseconds, TermText.bytes(bytes) + " from another unit"));
    return milliseconds;
  }

  private static Figure banded(double milliseconds, UnitState state) {
    return new Figure(
        milliseconds,
        milliseconds / state.band,
        milliseconds * state.band,
        state.evidence,
        state.source);
  }

  private Estimate whole(List<OperationEstimate> estimates, List<Optional<OperationWork>> works) {
    ComputeUnit main = ComputeUnit.CPU;
    double longest = -1;
    double total = 0;
    for (Map.Entry<ComputeUnit, UnitState> entry : units.entrySet()) {
      total += entry.getValue().milliseconds;
      if (entry.getValue().milliseconds > longest) {
        longest = entry.getValue().milliseconds;
        main = entry.getKey();
      }
    }
    UnitState state = state(main);
    double release = table.value(ConstantName.RELEASE, chip, main, generation.text(), 1);
    double fixed = state.costs.fixedMs() * release;
    Figure latency = banded(total + fixed, state);
    state.milliseconds += fixed;
    List<String> remarks =
        EstimateRemarks.of(
            table, setting, units.keySet(), profile, fixed, main, matrixMs, total + fixed);
    return new Estimate(
        estimates,
        latency,
        onDisk(),
        resident(works),
        Figure.exact((double) ActivationPeak.bytes(profile), COUNTED),
        Figure.exact((double) states(), COUNTED),
        firstLoad(),
        energy(latency, total + fixed),
        remarks);
  }

  private Figure onDisk() {
    long bytes = 0;
    for (OperandProfile constant : profile.constants().values()) {
      bytes += constant.constant().map(stored -> stored.storedBytes()).orElse(0L);
    }
    return Figure.exact((double) bytes, COUNTED);
  }

  private long states() {
    long bytes = 0;
    for (OperandProfile each : profile.states()) {
      bytes += each.bytes();
    }
    return bytes;
  }

  /** A constant that one of its users needs plain is there plainly. */
  private Figure resident(List<Optional<OperationWork>> works) {
    Map<String, Long> bytes = new HashMap<>();
    boolean compressed = false;
    for (int i = 0; i < works.size(); i++) {
      ComputeUnit unit = placements.get(i).unit();
      boolean quantized = works.get(i).isPresent() && works.get(i).get().quantizedInput();
      for (OperandProfile input : profile.operations().get(i).inputs()) {
        if (input.constant().isPresent()) {
          WeightForm form = WeightForm.of(input);
          long stored = input.constant().get().storedBytes();
          boolean stays =
              form.isCompressed()
                  && OperationWork.staysCompressed(form, quantized, unit, generation);
          compressed |= form.isCompressed();
          bytes.merge(
              input.name().isEmpty() ? i + input.argument() : input.name(),
              stays ? stored : Math.max(stored, input.bytes()),
              Math::max);
          if (!border.contains(i)) {
            state(unit).storedBytes += stored;
          }
        }
      }
    }
    long sum = 0;
    for (long each : bytes.values()) {
      sum += each;
    }
    if (!compressed) {
      return Figure.exact((double) sum, COUNTED);
    }
    double stored = onDisk().value();
    return new Figure(
        (double) sum,
        Math.min(stored, (double) sum),
        Math.max(plainBytes(), (double) sum),
        Evidence.PUBLISHED,
        "coremltools guide: what the runtime of " + setting.system() + " decompresses, and when");
  }

  private double plainBytes() {
    double bytes = 0;
    for (OperandProfile constant : profile.constants().values()) {
      bytes += constant.bytes();
    }
    return bytes;
  }

  private Figure firstLoad() {
    double value = 0;
    double low = 0;
    double high = 0;
    String source = "no operation needs preparing";
    for (Map.Entry<ComputeUnit, UnitState> entry : units.entrySet()) {
      double megabytes = entry.getValue().storedBytes / 1e6;
      Optional<Figure> once = table.figure(ConstantName.FIRST_LOAD, chip, entry.getKey());
      Optional<Figure> each = table.figure(ConstantName.FIRST_LOAD_BYTES, chip, entry.getKey());
      if (once.isPresent() && each.isPresent()) {
        value += once.get().value() + each.get().value() * megabytes;
        low += once.get().low() + each.get().low() * megabytes;
        high += once.get().high() + each.get().high() * megabytes;
        source = each.get().source();
      }
    }
    return new Figure(value, low, high, Evidence.GUESSED, source);
  }

  private Figure energy(Figure latency, double total) {
    double value = 0;
    double low = 0;
    double high = 0;
    String source = "nothing is known of the power of these units";
    for (Map.Entry<ComputeUnit, UnitState> entry : units.entrySet()) {
      Optional<Figure> watts = table.figure(ConstantName.POWER, chip, entry.getKey());
      double share = total == 0 ? 0 : entry.getValue().milliseconds / total;
      if (watts.isPresent() && share > 0) {
        value += share * latency.value() * watts.get().value();
        low += share * latency.low() * watts.get().low();
        high += share * latency.high() * watts.get().high();
        source = watts.get().source();
      }
    }
    return new Figure(value, low, high, Evidence.GUESSED, source);
  }
}
