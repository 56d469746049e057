package dev.coremill.core.cost;

import dev.coremill.api.target.ComputeUnits;
import dev.coremill.api.target.CostConstant;
import dev.coremill.api.target.CostModel;
import dev.coremill.api.target.Device;
import dev.coremill.api.target.Estimate;
import dev.coremill.api.target.HardwareCatalog;
import dev.coremill.api.target.OsVersion;
import dev.coremill.api.target.Placement;
import dev.coremill.api.target.ProgramProfile;
import dev.coremill.api.target.TargetSetting;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.problem.Suggestions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Estimates functions on targets, by the vendor's cost model or by constants. */
public final class Estimator {
  private final Collection<HardwareCatalog> catalogs;
  private final List<CostConstant> own;
  private final PlacementSource placer;
  private final Map<HardwareCatalog, CostModel> models = new HashMap<>();

  /**
   * @param catalogs the catalogues that have the targets
   * @param own constants of the user's that replace those of the catalogues
   * @param placer says where operations run
   */
  public Estimator(
      Collection<HardwareCatalog> catalogs, List<CostConstant> own, PlacementSource placer) {
    this.catalogs = List.copyOf(catalogs);
    this.own = List.copyOf(own);
    this.placer = placer;
  }

  /**
   * The target of an id.
   *
   * @param systems the oldest versions that the model must run on; the device's newest one counts
   *     where none of them is for the device
   * @throws ProblemException if there is no such target
   */
  public TargetSetting setting(String id, List<OsVersion> systems, ComputeUnits units) {
    List<String> ids = new ArrayList<>();
    for (HardwareCatalog catalog : catalogs) {
      for (Device device : catalog.devices()) {
        ids.add(device.id());
        if (device.id().equals(id)) {
          return new TargetSetting(device, SystemChoice.of(device, systems), units);
        }
      }
    }
    throw new ProblemException(
        Problem.input("", "there is no target '" + id + "'", Suggestions.offer(id, ids)));
  }

  /**
   * Estimates a function on a target.
   *
   * @throws ProblemException if nothing is known of the costs of this target, or if a vendor's own
   *     cost model fails
   */
  public TargetEstimate estimate(ProgramProfile profile, TargetSetting setting) {
    HardwareCatalog catalog = catalog(setting.device());
    List<Placement> placements = placer.place(catalog, profile, setting);
    CostModel model = models.computeIfAbsent(catalog, this::model);
    if (model instanceof ConstantCostModel constants && !constants.covers(placements)) {
      throw new ProblemException(
          Problem.input(
              setting.device().id(),
              catalog.vendor() + " gives no constants for the units of this target",
              "name a file of constants with --constants"));
    }
    return new TargetEstimate(
        profile, setting, placements, estimate(catalog, model, profile, setting, placements));
  }

  /** Whether anything is known of the costs of a target. */
  public boolean knows(ProgramProfile profile, TargetSetting setting) {
    HardwareCatalog catalog = catalog(setting.device());
    return !(models.computeIfAbsent(catalog, this::model) instanceof ConstantCostModel constants)
        || constants.covers(placer.place(catalog, profile, setting));
  }

  private static Estimate estimate(
      HardwareCatalog catalog,
      CostModel model,
      ProgramProfile profile,
      TargetSetting setting,
      List<Placement> placements) {
    if (model instanceof ConstantCostModel) {
      return model.estimate(profile, setting, placements);
    }
    try {
      return model.estimate(profile, setting, placements);
    } catch (RuntimeException | LinkageError broken) {
      throw new ProblemException(
          Problem.failed(
              setting.device().id(),
              "the cost model of " + catalog.vendor() + " fails: " + broken,
              "report it to the vendor"),
          broken);
    }
  }

  private CostModel model(HardwareCatalog catalog) {
    Optional<CostModel> vendors = catalog.costModel();
    return vendors.isPresent()
        ? vendors.get()
        : new ConstantCostModel(new ConstantTable(catalog.costConstants()).with(own));
  }

  private HardwareCatalog catalog(Device device) {
    for (HardwareCatalog catalog : catalogs) {
      if (catalog.devices().contains(device)) {
        return catalog;
      }
    }
    throw new IllegalArgumentException("no catalogue has " + device.id());
  }
}
