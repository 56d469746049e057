package dev.coremill.plugins.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.target.HardwareCatalog;
import dev.coremill.core.plugin.ExtensionMaker;
import dev.coremill.core.plugin.PluginCalls;
import dev.coremill.core.plugin.Plugins;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.io.TempDir;

/** The tests of targets that are described in YAML alone: those of any catalogue, on the file. */
public abstract class TargetFileKit extends HardwareCatalogKit {
  @TempDir private Path folder;

  /** For JUnit. */
  protected TargetFileKit() {}

  /** The file, such as {@code src/main/resources/targets/acme.target.yaml}. */
  protected abstract Path targetFile();

  @Override
  protected final HardwareCatalog catalog() {
    Path file = targetFile();
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Plugin-Id", "tested");
    attributes.putValue("Plugin-Version", "1.0.0");
    attributes.putValue("Plugin-Requires", "*");
    try (OutputStream out = Files.newOutputStream(folder.resolve("tested.jar"));
        JarOutputStream jar = new JarOutputStream(out, manifest)) {
      jar.putNextEntry(new JarEntry("targets/" + file.getFileName()));
      jar.write(Files.readAllBytes(file));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    List<HardwareCatalog> catalogs =
        Plugins.load(List.of(folder), new ExtensionMaker(), new PluginCalls(Duration.ZERO))
            .catalogs();
    assertThat(catalogs).as("the catalogues of %s", file).hasSize(1);
    return catalogs.getFirst();
  }
}
