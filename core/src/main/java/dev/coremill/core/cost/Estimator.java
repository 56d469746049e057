package dev.coremill.core.cost;

import dev.coremill.api.target.CostConstant;
import dev.coremill.api.target.CostModel;
import dev.coremill.api.target.Device;
import dev.coremill.api.target.Estimate;
import dev.coremill.api.target.HardwareCatalog;
import dev.coremill.api.target.Placement;
import dev.coremill.api.target.ProgramProfile;
import dev.coremill.api.target.TargetSetting;
import dev.coremill.core.placement.Judgement;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Estimates functions on targets, by the vendor's cost model or by constants. */
public final class Estimator {
  private final Collection<HardwareCatalog> catalogs;
  private final List<CostConstant> own;
  private final Map<HardwareCatalog, CostModel> models = new HashMap<>();

  /**
   * @param catalogs the catalogues that have the targets
   * @param own constants of the user's that replace those of the catalogues
   */
  public Estimator(Collection<HardwareCatalog> catalogs, List<CostConstant> own) {
    this.catalogs = List.copyOf(catalogs);
    this.own = List.copyOf(own);
  }

  /**
   * Estimates a function on a target.
   *
   * @param judgement where its operations run there
   * @throws ProblemException if nothing is known of the costs of this target, or if a vendor's own
   *     cost model fails
   */
  public TargetEstimate estimate(Judgement judgement) {
    HardwareCatalog catalog = catalog(judgement.setting().device());
    CostModel model = models.computeIfAbsent(catalog, this::model);
    if (model instanceof ConstantCostModel constants && !constants.covers(judgement)) {
      throw new ProblemException(
          Problem.input(
              judgement.setting().device().id(),
              catalog.vendor() + " gives no constants for the units of this target",
              "name a file of constants with --constants"));
    }
    return new TargetEstimate(
        judgement.profile(),
        judgement.setting(),
        judgement.placements(),
        estimate(catalog, model, judgement));
  }

  /** Whether anything is known of the costs of a target. */
  public boolean knows(Judgement judgement) {
    HardwareCatalog catalog = catalog(judgement.setting().device());
    return !(models.computeIfAbsent(catalog, this::model) instanceof ConstantCostModel constants)
        || constants.covers(judgement);
  }

  private static Estimate estimate(HardwareCatalog catalog, CostModel model, Judgement judgement) {
    ProgramProfile profile = judgement.profile();
    TargetSetting setting = judgement.setting();
    List<Placement> placements = judgement.placements();
    if (model instanceof ConstantCostModel) {
      return model.estimate(profile, setting, placements);
    }
    try {
      return model.estimate(profile, setting, placements);
    } catch (ProblemException known) {
      throw known;
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
