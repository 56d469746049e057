package ${package};

import dev.coremill.plugins.testkit.TargetFileKit;
import java.nio.file.Path;

/** What the engine relies on; add tests of your own below. */
class DevicesTest extends TargetFileKit {
  @Override
  protected Path targetFile() {
    return Path.of("src/main/resources/targets/devices.target.yaml");
  }
}
