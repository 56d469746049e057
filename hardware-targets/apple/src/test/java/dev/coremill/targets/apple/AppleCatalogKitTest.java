package dev.coremill.targets.apple;

import dev.coremill.api.target.HardwareCatalog;
import dev.coremill.plugins.testkit.HardwareCatalogKit;

/** The tests that every catalogue passes. */
class AppleCatalogKitTest extends HardwareCatalogKit {
  @Override
  protected HardwareCatalog catalog() {
    return new AppleCatalog();
  }
}
