package dev.coremill.targets.apple;

import dev.coremill.api.target.ComputeUnits;
import dev.coremill.api.target.CostConstant;
import dev.coremill.api.target.Device;
import dev.coremill.api.target.EncodingUse;
import dev.coremill.api.target.HardwareCatalog;
import dev.coremill.api.target.OsVersion;
import dev.coremill.api.target.TargetRule;
import dev.coremill.api.target.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Apple's devices, which encodings of weights its systems load, and where operations run. Nothing
 * is read before it is asked for; safe for use by several threads.
 */
public final class AppleCatalog implements HardwareCatalog {
  private final Object lock = new Object();
  private volatile @Nullable List<Device> devices;
  private volatile @Nullable EncodingLegality legality;
  private volatile @Nullable List<TargetRule> rules;

  /** For the service loader. */
  public AppleCatalog() {}

  @Override
  public String vendor() {
    return "Apple";
  }

  @Override
  public List<Device> devices() {
    List<Device> known = devices;
    if (known == null) {
      synchronized (lock) {
        known = devices;
        if (known == null) {
          known = DeviceFiles.devices();
          devices = known;
        }
      }
    }
    return known;
  }

  /**
   * Whether a version loads an encoding. The compute units decide nothing here: Core ML loads a
   * weight whose encoding the opset holds on every unit, and runs an operation elsewhere where a
   * unit does not take it, so units are a matter of speed.
   */
  @Override
  public Verdict check(EncodingUse use, OsVersion system, ComputeUnits units) {
    return legality().check(use.encoding(), system);
  }

  @Override
  public List<TargetRule> rules() {
    List<TargetRule> known = rules;
    if (known == null) {
      synchronized (lock) {
        known = rules;
        if (known == null) {
          known = RuleFile.rules();
          rules = known;
        }
      }
    }
    return known;
  }

  @Override
  public List<CostConstant> costConstants() {
    return CostFiles.constants();
  }

  private EncodingLegality legality() {
    EncodingLegality known = legality;
    if (known == null) {
      synchronized (lock) {
        known = legality;
        if (known == null) {
          known = new EncodingLegality(EncodingRule.all());
          legality = known;
        }
      }
    }
    return known;
  }
}
