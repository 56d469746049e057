package dev.coremill.plugins.torch;

import dev.coremill.api.runtime.RuntimeUnavailableException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_full;
import org.bytedeco.pytorch.global.torch;

/**
 * Brings libtorch into the process, once. The libraries are unpacked into the user's cache folder
 * when they are needed for the first time, and used from there afterwards.
 */
final class NativeLibrary {
  private static final String CACHE = "org.bytedeco.javacpp.cachedir";

  /** What the libraries take when they are unpacked, on Linux. */
  private static final long UNPACKED = 470L << 20;

  private NativeLibrary() {}

  /**
   * Loads the libraries, or does nothing where they are loaded.
   *
   * @throws RuntimeUnavailableException if there are none for this machine, or they do not load
   */
  static void require() {
    try {
      Loaded.check();
    } catch (ExceptionInInitializerError failed) {
      throw unavailable(failed.getCause() == null ? failed : failed.getCause());
    } catch (LinkageError failed) {
      throw unavailable(failed);
    }
  }

  private static RuntimeUnavailableException unavailable(Throwable cause) {
    if (cause instanceof RuntimeUnavailableException known) {
      return known;
    }
    return new RuntimeUnavailableException(
        "the torch runtime cannot load libtorch on "
            + platform()
            + ": "
            + firstLine(cause)
            + "; install the plugin torch-runtime with the libraries for this machine, which exist"
            + " for Linux x86_64, Windows x86_64 and macOS",
        cause);
  }

  static String firstLine(Throwable failure) {
    String message = failure.getMessage();
    if (message == null || message.isBlank()) {
      return failure.getClass().getSimpleName();
    }
    int end = message.indexOf('\n');
    return (end < 0 ? message : message.substring(0, end)).strip();
  }

  private static String platform() {
    return System.getProperty("os.name") + " " + System.getProperty("os.arch");
  }

  /** Class initialization makes it happen once, whichever thread comes first. */
  private static final class Loaded {
    static {
      // libtorch's tensors are freed with their scopes, not by a limit on the process.
      setIfAbsent("org.bytedeco.javacpp.maxPhysicalBytes", "0");
      setIfAbsent("org.bytedeco.javacpp.maxBytes", "0");
      NativeHeap.keepFreedMemory();
      if (System.getProperty(CACHE) == null) {
        loadFrom(cacheFolder());
      } else {
        load();
      }
      // Two pools of threads fight for the processor: only one of them may have several.
      openblas_full.openblas_set_num_threads(1);
    }

    private Loaded() {}

    static void check() {}

    private static void setIfAbsent(String property, String value) {
      if (System.getProperty(property) == null) {
        System.setProperty(property, value);
      }
    }

    private static void loadFrom(Path folder) {
      System.setProperty(CACHE, folder.toString());
      try {
        new LibraryFolder(folder, UNPACKED).load(Loaded::load);
      } catch (IOException denied) {
        throw new RuntimeUnavailableException(
            "the torch runtime cannot unpack the libraries of libtorch into "
                + folder
                + ": "
                + (denied instanceof FileSystemException ? denied : firstLine(denied))
                + "; make the folder writable and large enough, or name another one with"
                + " XDG_CACHE_HOME",
            denied);
      }
    }

    private static void load() {
      Loader.load(openblas_full.class);
      Loader.load(torch.class);
    }

    /** The folder for this release of libtorch on this platform. */
    private static Path cacheFolder() {
      String home = System.getProperty("user.home", ".");
      String cache = System.getenv("XDG_CACHE_HOME");
      Path base = cache == null || cache.isBlank() ? Path.of(home, ".cache") : Path.of(cache);
      return base.resolve("coremill").resolve("native").resolve(release());
    }

    private static String release() {
      try {
        return Loader.getVersion("org.bytedeco", "pytorch") + "-" + Loader.getPlatform();
      } catch (IOException unnamed) {
        throw new RuntimeUnavailableException(
            "the torch runtime cannot tell its release of libtorch; install the plugin"
                + " torch-runtime again",
            unnamed);
      }
    }
  }
}
