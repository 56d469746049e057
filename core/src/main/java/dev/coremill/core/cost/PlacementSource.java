package dev.coremill.core.cost;

import dev.coremill.api.target.HardwareCatalog;
import dev.coremill.api.target.Placement;
import dev.coremill.api.target.ProgramProfile;
import dev.coremill.api.target.TargetSetting;
import java.util.List;

/** Says where operations run. */
@FunctionalInterface
public interface PlacementSource {
  /** One placement for each operation of a profile, in their order. */
  List<Placement> place(HardwareCatalog catalog, ProgramProfile profile, TargetSetting setting);
}
