package dev.coremill.targets.apple;

import dev.coremill.api.target.HardwareCatalog;
import dev.coremill.plugins.testkit.HardwareCatalogKit;
import java.util.Map;

/** The tests that every catalogue passes. */
class AppleCatalogKitTest extends HardwareCatalogKit {
  @Override
  protected HardwareCatalog catalog() {
    return new AppleCatalog();
  }

  /** The lists that their chips are known from name no version of their systems. */
  @Override
  protected Map<String, String> devicesWithoutSystems() {
    String chips = "known from lists of chips, which name no systems";
    String newer = "newer than the lists of systems that were read";
    return Map.of(
        "apple-tv-4k-2", chips,
        "apple-tv-4k-3", chips,
        "apple-watch-se-3", newer,
        "apple-watch-series-11", newer,
        "apple-watch-ultra-3", newer,
        "developer-transition-kit", chips,
        "homepod-2", chips,
        "homepod-mini", chips,
        "macbook-neo", newer,
        "studio-display", chips);
  }
}
