package dev.coremill.core.plugin;

import dev.coremill.api.target.ComputeUnits;
import dev.coremill.api.target.CostConstant;
import dev.coremill.api.target.CostModel;
import dev.coremill.api.target.Device;
import dev.coremill.api.target.EncodingUse;
import dev.coremill.api.target.HardwareCatalog;
import dev.coremill.api.target.OsVersion;
import dev.coremill.api.target.TargetRule;
import dev.coremill.api.target.Verdict;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A vendor's catalogue whose defects are told as the plugin's and not as Coremill's. */
final class GuardedCatalog implements HardwareCatalog {
  private final HardwareCatalog catalog;

  GuardedCatalog(HardwareCatalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public String vendor() {
    try (PluginCall call = PluginCall.enter(catalog, "", "vendor")) {
      return answered(call, catalog.vendor());
    } catch (RuntimeException | Error defect) {
      throw failed("vendor", "", defect);
    }
  }

  @Override
  public List<Device> devices() {
    try (PluginCall call = PluginCall.enter(catalog, "", "devices")) {
      return List.copyOf(answered(call, catalog.devices()));
    } catch (RuntimeException | Error defect) {
      throw failed("devices", "", defect);
    }
  }

  @Override
  public Verdict check(EncodingUse use, OsVersion system, ComputeUnits units) {
    try (PluginCall call = PluginCall.enter(catalog, use.operationType(), "check")) {
      return answered(call, catalog.check(use, system, units));
    } catch (RuntimeException | Error defect) {
      throw failed("check", " of " + use.operationType() + "." + use.argument(), defect);
    }
  }

  @Override
  public List<TargetRule> rules() {
    try (PluginCall call = PluginCall.enter(catalog, "", "rules")) {
      return List.copyOf(answered(call, catalog.rules()));
    } catch (RuntimeException | Error defect) {
      throw failed("rules", "", defect);
    }
  }

  @Override
  public List<CostConstant> costConstants() {
    try (PluginCall call = PluginCall.enter(catalog, "", "costConstants")) {
      return List.copyOf(answered(call, catalog.costConstants()));
    } catch (RuntimeException | Error defect) {
      throw failed("costConstants", "", defect);
    }
  }

  @Override
  public Optional<CostModel> costModel() {
    try (PluginCall call = PluginCall.enter(catalog, "", "costModel")) {
      return answered(call, catalog.costModel()).map(this::guarded);
    } catch (RuntimeException | Error defect) {
      throw failed("costModel", "", defect);
    }
  }

  private CostModel guarded(CostModel model) {
    return (profile, setting, placements) -> {
      try (PluginCall call = PluginCall.enter(catalog, "", "estimate")) {
        return answered(call, model.estimate(profile, setting, placements));
      } catch (RuntimeException | Error defect) {
        throw failed("estimate", "", defect);
      }
    };
  }

  private static <T> T answered(PluginCall call, @Nullable T answer) {
    return Objects.requireNonNull(answer, "null was returned by " + call.method());
  }

  private RuntimeException failed(String method, String of, Throwable defect) {
    if (defect instanceof ProblemException known) {
      return known;
    }
    String plugin = PluginClasses.pluginOf(catalog);
    return new ProblemException(
        Problem.failed(
            "targets",
            catalog.getClass().getName()
                + " failed in "
                + method
                + of
                + (plugin.isEmpty() ? "" : " (of the plugin " + plugin + ")")
                + ": "
                + defect,
            "remove the plugin, or report the defect to its provider"),
        defect);
  }
}
