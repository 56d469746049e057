package dev.coremill.core.check;

import dev.coremill.api.target.Device;
import dev.coremill.api.target.HardwareCatalog;
import dev.coremill.api.target.OperatingSystem;
import dev.coremill.api.target.OsRange;
import dev.coremill.api.target.Sourced;
import dev.coremill.core.placement.Judge;
import dev.coremill.core.placement.RuleSet;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.problem.Suggestions;
import dev.coremill.core.target.DescribedCatalog;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/** The catalogues of all vendors: whose a device is, and who judges for it. */
public final class TargetCatalogs {
  private final List<HardwareCatalog> catalogs;
  private final IdentityHashMap<HardwareCatalog, Judge> judges = new IdentityHashMap<>();

  /**
   * A device with its catalogue.
   *
   * @param catalog the catalogue
   * @param device the device
   */
  public record Owned(HardwareCatalog catalog, Device device) {}

  /** The catalogues that plugins brought. */
  public TargetCatalogs(List<HardwareCatalog> catalogs) {
    this.catalogs = List.copyOf(catalogs);
  }

  /**
   * The device of an id.
   *
   * @throws ProblemException if no catalogue has it
   */
  public Owned device(String id) {
    List<String> known = new ArrayList<>();
    for (HardwareCatalog catalog : catalogs) {
      for (Device device : catalog.devices()) {
        if (device.id().equals(id)) {
          return new Owned(catalog, device);
        }
        known.add(device.id());
      }
    }
    throw new ProblemException(
        Problem.input(
            "targets",
            "there is no target '" + id + "'",
            Suggestions.nearest(id, known)
                .map(name -> "did you mean '" + name + "'?")
                .orElse("'coremill targets' lists the known ones")));
  }

  /**
   * The catalogues whose verdicts hold for systems as such: a description of a device speaks of
   * that device alone.
   */
  public List<HardwareCatalog> ofSystems() {
    List<HardwareCatalog> found = new ArrayList<>();
    for (HardwareCatalog catalog : catalogs) {
      if (!(catalog instanceof DescribedCatalog)) {
        found.add(catalog);
      }
    }
    return found;
  }

  /** The first of them that has devices with a system. */
  public Optional<HardwareCatalog> ofSystem(OperatingSystem system) {
    for (HardwareCatalog catalog : ofSystems()) {
      for (Device device : catalog.devices()) {
        for (Sourced<OsRange> range : device.systems()) {
          if (range.value().oldest().system() == system) {
            return Optional.of(catalog);
          }
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Who judges by the rules of a catalogue.
   *
   * @throws ProblemException if its rules are malformed
   */
  public Judge judge(HardwareCatalog catalog) {
    return judges.computeIfAbsent(catalog, each -> new Judge(RuleSet.of(each)));
  }
}
