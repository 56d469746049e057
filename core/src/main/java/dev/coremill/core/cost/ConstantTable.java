package dev.coremill.core.cost;

import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.CostConstant;
import dev.coremill.api.target.Figure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Constants by what they hold for. The most specific one counts: first one for the chip, then one
 * for the unit, then one for the kind; of two for the same, the later.
 */
public final class ConstantTable {
  private final Map<Key, CostConstant> constants = new LinkedHashMap<>();

  private record Key(
      String name, Optional<String> chip, Optional<ComputeUnit> unit, Optional<String> kind) {}

  /**
   * A table of constants.
   *
   * @param constants the constants; later ones replace earlier ones for the same
   */
  public ConstantTable(Collection<CostConstant> constants) {
    for (CostConstant constant : constants) {
      Key key = new Key(constant.name(), constant.chip(), constant.unit(), constant.kind());
      this.constants.remove(key);
      this.constants.put(key, constant);
    }
  }

  /** This table with others that replace its own for the same. */
  public ConstantTable with(Collection<CostConstant> others) {
    List<CostConstant> all = new ArrayList<>(constants.values());
    all.addAll(others);
    return new ConstantTable(all);
  }

  /** The constants, in their order. */
  public List<CostConstant> constants() {
    return List.copyOf(constants.values());
  }

  /** The constant that counts for a chip, a unit and a kind. */
  public Optional<CostConstant> find(String name, String chip, ComputeUnit unit, String kind) {
    Optional<CostConstant> ofChip = constant(name, Optional.of(chip), unit, kind);
    return ofChip.isPresent() ? ofChip : constant(name, Optional.empty(), unit, kind);
  }

  /** The constant of exactly this chip, or of exactly no chip. */
  public Optional<CostConstant> constant(
      String name, Optional<String> chip, ComputeUnit unit, String kind) {
    Optional<String> ofKind = kind.isEmpty() ? Optional.empty() : Optional.of(kind);
    Optional<ComputeUnit> ofUnit = Optional.of(unit);
    CostConstant found = constants.get(new Key(name, chip, ofUnit, ofKind));
    if (found == null) {
      found = constants.get(new Key(name, chip, ofUnit, Optional.empty()));
    }
    if (found == null) {
      found = constants.get(new Key(name, chip, Optional.empty(), ofKind));
    }
    if (found == null) {
      found = constants.get(new Key(name, chip, Optional.empty(), Optional.empty()));
    }
    return Optional.ofNullable(found);
  }

  /** The value of a constant, or another one where there is none. */
  public double value(String name, String chip, ComputeUnit unit, String kind, double otherwise) {
    return find(name, chip, unit, kind).map(found -> found.value().value()).orElse(otherwise);
  }

  /** The figure of a constant. */
  Optional<Figure> figure(String name, String chip, ComputeUnit unit) {
    return find(name, chip, unit, "").map(CostConstant::value);
  }
}
