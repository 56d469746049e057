package dev.coremill.distribution;

import dev.coremill.core.cache.ResultCache;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/**
 * Where results are kept from run to run: in {@code COREMILL_CACHE}, else in {@code
 * coremill/results} of the user's cache folder.
 */
final class CacheFolder {
  private CacheFolder() {}

  /** The cache that the user asked for; empty with {@code --no-cache}, or without a home. */
  static Optional<ResultCache> cache(ParseResult options) {
    String size = options.matchedOptionValue("--cache-size", "");
    OptionalLong bytes =
        size.isEmpty()
            ? OptionalLong.empty()
            : OptionalLong.of(CommonOptions.parseSize("--cache-size", size));
    if (CommonOptions.isSet(options, "--no-cache")) {
      return Optional.empty();
    }
    Path folder = folder(System.getenv());
    return folder == null
        ? Optional.empty()
        : Optional.of(new ResultCache(folder, bytes, InstantSource.system()));
  }

  /** The folder that the environment names; null where it names none. */
  static @Nullable Path folder(Map<String, String> environment) {
    String own = environment.getOrDefault("COREMILL_CACHE", "");
    if (!own.isEmpty()) {
      return Path.of(own);
    }
    String caches = environment.getOrDefault("XDG_CACHE_HOME", "");
    if (!caches.isEmpty()) {
      return Path.of(caches, "coremill", "results");
    }
    String home = environment.getOrDefault("HOME", environment.getOrDefault("USERPROFILE", ""));
    return home.isEmpty() ? null : Path.of(home, ".cache", "coremill", "results");
  }
}
