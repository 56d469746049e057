package dev.coremill.distribution;

import dev.coremill.core.install.InstallRecord;
import dev.coremill.core.install.PluginInstaller;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The folders that plugins are loaded from, in this order: those that are shipped, the user's, the
 * project's, and those that are named on the command line. Of the user's and the project's, only
 * what the user has installed is loaded.
 */
final class PluginHomes {
  private static final String PROJECT = ".coremill/plugins";

  private PluginHomes() {}

  /** The folders that are there. */
  static List<Path> folders(List<Path> named) {
    List<Path> folders = new ArrayList<>();
    String home = System.getProperty("coremill.home", "");
    if (!home.isEmpty()) {
      folders.add(Path.of(home, "plugins"));
      folders.add(Path.of(home, "hardware-targets"));
    }
    for (Path folder : List.of(user(), project())) {
      if (Files.isDirectory(folder)) {
        record().requireInstalled(folder);
        folders.add(folder);
      }
    }
    folders.addAll(named);
    return folders;
  }

  /** The user's folder: {@code COREMILL_PLUGINS}, or one in the user's data folder. */
  static Path user() {
    @Nullable String chosen = System.getenv("COREMILL_PLUGINS");
    if (chosen != null && !chosen.isEmpty()) {
      return Path.of(chosen).toAbsolutePath();
    }
    @Nullable String data = System.getenv("XDG_DATA_HOME");
    Path folder =
        data == null || data.isEmpty()
            ? Path.of(System.getProperty("user.home", ""), ".local", "share")
            : Path.of(data);
    return folder.resolve("coremill/plugins");
  }

  /** The folder of the project that the command is called in. */
  static Path project() {
    return Path.of(PROJECT);
  }

  /** What the user has installed, in either folder. */
  static InstallRecord record() {
    return new InstallRecord(user().resolve("installed.txt"));
  }

  static PluginInstaller installer(boolean project) {
    return new PluginInstaller(project ? project() : user(), record());
  }
}
