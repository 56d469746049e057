package dev.coremill.core.plugin;

import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** What plugins add that most commands do without: made or read when it is asked for. */
abstract class LateExtensions {
  /** Of no plugins. */
  static final LateExtensions NONE =
      new LateExtensions(List.of(), List.of()) {
        @Override
        <T> List<T> make(Class<T> point) {
          return List.of();
        }
      };

  private static final int LONGEST_TARGET = 16 << 20;

  private final List<Path> folders;
  private final List<LoadedPlugin> plugins;
  private final Map<Class<?>, List<?>> made = new HashMap<>();

  LateExtensions(List<Path> folders, List<LoadedPlugin> plugins) {
    this.folders = List.copyOf(folders);
    this.plugins = List.copyOf(plugins);
  }

  /** Makes the extensions of a point. */
  abstract <T> List<T> make(Class<T> point);

  /** The extensions of a point, made once. */
  final synchronized <T> List<T> of(Class<T> point) {
    List<T> typed = new ArrayList<>();
    for (Object extension : made.computeIfAbsent(point, this::make)) {
      typed.add(point.cast(extension));
    }
    return typed;
  }

  /** Reads the descriptions of targets. */
  final List<TargetFile> targetFiles() {
    List<TargetFile> files = new ArrayList<>();
    for (LoadedPlugin plugin : plugins) {
      if (!plugin.declared().targets().isEmpty()) {
        read(plugin, files);
      }
    }
    for (Path folder : folders) {
      for (Path file : PluginFolder.targets(folder)) {
        try (InputStream text = Files.newInputStream(file)) {
          files.add(new TargetFile(file.toString(), "", read(file.toString(), text)));
        } catch (IOException unreadable) {
          throw unreadable(file.toString(), unreadable);
        }
      }
    }
    return files;
  }

  private static void read(LoadedPlugin plugin, List<TargetFile> into) {
    Path jar = PluginFiles.of(plugin.path()).jar();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (String name : plugin.declared().targets()) {
        ZipEntry entry = zip.getEntry(name);
        String place = jar + "!/" + name;
        if (entry == null) {
          throw new IOException("the entry " + name + " is gone");
        }
        try (InputStream text = zip.getInputStream(entry)) {
          into.add(new TargetFile(place, plugin.id(), read(place, text)));
        }
      }
    } catch (IOException unreadable) {
      throw unreadable(jar.toString(), unreadable);
    }
  }

  private static String read(String place, InputStream text) throws IOException {
    byte[] bytes = text.readNBytes(LONGEST_TARGET + 1);
    if (bytes.length > LONGEST_TARGET) {
      throw new ProblemException(
          Problem.input(
              place,
              "a description of targets of more than " + LONGEST_TARGET + " bytes",
              "split it into several files"));
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static ProblemException unreadable(String place, IOException failure) {
    return new ProblemException(
        Problem.input(
            place, "cannot be read: " + failure.getMessage(), "let it be read, or remove it"),
        failure);
  }
}
