package dev.coremill.core.target;

import dev.coremill.api.target.ComputeUnits;
import dev.coremill.api.target.CostConstant;
import dev.coremill.api.target.Device;
import dev.coremill.api.target.EncodingUse;
import dev.coremill.api.target.Evidence;
import dev.coremill.api.target.HardwareCatalog;
import dev.coremill.api.target.OsVersion;
import dev.coremill.api.target.Sourced;
import dev.coremill.api.target.TargetRule;
import dev.coremill.api.target.Verdict;
import dev.coremill.core.placement.Condition;
import dev.coremill.core.placement.EncodingConditions;
import java.util.List;
import java.util.Optional;

/**
 * Devices that a file describes. What it says of encodings holds for its devices, not for the
 * systems that they share with others.
 */
public final class DescribedCatalog implements HardwareCatalog {
  private final String vendor;
  private final List<Device> devices;
  private final List<Refusal> refusals;
  private final List<TargetRule> rules;
  private final List<CostConstant> costConstants;
  private final Sourced<String> origin;

  /**
   * Encodings that the devices do not load.
   *
   * @param conditions conditions that all must hold
   * @param reason why, in words
   * @param firstOs the first version of each system that loads them after all
   * @param evidence how good the source is
   * @param source where it is known from
   */
  record Refusal(
      List<Condition> conditions,
      String reason,
      List<OsVersion> firstOs,
      Evidence evidence,
      String source) {
    Refusal {
      conditions = List.copyOf(conditions);
      firstOs = List.copyOf(firstOs);
    }

    Optional<OsVersion> first(OsVersion system) {
      for (OsVersion first : firstOs) {
        if (first.system() == system.system()) {
          return Optional.of(first);
        }
      }
      return Optional.empty();
    }
  }

  DescribedCatalog(
      String vendor,
      List<Device> devices,
      List<Refusal> refusals,
      List<TargetRule> rules,
      List<CostConstant> costConstants,
      String file) {
    this.vendor = vendor;
    this.devices = List.copyOf(devices);
    this.refusals = List.copyOf(refusals);
    this.rules = List.copyOf(rules);
    this.costConstants = List.copyOf(costConstants);
    this.origin = new Sourced<>("no entry of its encodings refuses it", Evidence.PUBLISHED, file);
  }

  @Override
  public String vendor() {
    return vendor;
  }

  @Override
  public List<Device> devices() {
    return devices;
  }

  @Override
  public Verdict check(EncodingUse use, OsVersion system, ComputeUnits units) {
    for (Refusal refusal : refusals) {
      Optional<OsVersion> first = refusal.first(system);
      if (first.isPresent() && isAtLeast(system, first.get())) {
        continue;
      }
      if (EncodingConditions.hold(refusal.conditions(), use, system, units)) {
        return new Verdict(false, refusal.reason(), first, refusal.evidence(), refusal.source());
      }
    }
    return new Verdict(true, origin.value(), Optional.empty(), origin.evidence(), origin.source());
  }

  private static boolean isAtLeast(OsVersion version, OsVersion first) {
    return version.major() > first.major()
        || version.major() == first.major() && version.minor() >= first.minor();
  }

  @Override
  public List<TargetRule> rules() {
    return rules;
  }

  @Override
  public List<CostConstant> costConstants() {
    return costConstants;
  }
}
