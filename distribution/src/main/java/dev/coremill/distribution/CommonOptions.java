package dev.coremill.distribution;

import dev.coremill.core.engine.RunOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Options that several commands share, and what they mean. */
final class CommonOptions {
  /** Long enough for the slowest clustering of the largest weight. */
  private static final Duration PLUGIN_TIMEOUT = Duration.ofHours(1);

  private CommonOptions() {}

  /** Options of every command. */
  static void define(CommandSpec specification) {
    flag(specification, "--json", "Print one JSON document instead of text.");
    flag(specification, "--quiet", "Print no progress.");
    flag(specification, "--debug", "Print the stack trace of an error.");
    flag(specification, "--help", "Show this help.");
  }

  /** Options of commands that load plugins. */
  static void definePlugins(CommandSpec specification) {
    specification.addOption(
        OptionSpec.builder("--plugins")
            .paramLabel("DIR")
            .type(List.class)
            .auxiliaryTypes(Path.class)
            .description("A folder of plugins besides the ones shipped; may be repeated.")
            .build());
    specification.addOption(
        OptionSpec.builder("--plugin-timeout")
            .paramLabel("TIME")
            .type(String.class)
            .description(
                "How long one call of a plugin may take, such as 90s or 2h; 1h if not given, 0 for"
                    + " any time.")
            .build());
  }

  /** Options of commands that work on weights. */
  static void defineWork(CommandSpec specification) {
    text(
        specification,
        "--threads",
        "N",
        "Weights worked on at the same time; one for each processor if not given.");
    text(
        specification,
        "--max-memory",
        "SIZE",
        "Memory for weights in flight, such as 512m or 2g; a quarter of the machine's if not"
            + " given.");
  }

  /** Options of commands whose results are worth keeping. */
  static void defineCache(CommandSpec specification) {
    flag(specification, "--no-cache", "Keep no results of single weights, and use no kept ones.");
    specification.addOption(
        OptionSpec.builder("--cache-size")
            .paramLabel("SIZE")
            .type(String.class)
            .description(
                "Bytes that kept results may take; 10g or a tenth of the free disk space if not"
                    + " given, whichever is less.")
            .build());
  }

  /** The option that writes a report to a file. */
  static void defineReport(CommandSpec specification) {
    specification.addOption(
        OptionSpec.builder("--report")
            .paramLabel("FILE")
            .type(Path.class)
            .description("Write a report to a file that ends in .html or .json.")
            .build());
  }

  static void flag(CommandSpec specification, String name, String description) {
    specification.addOption(
        OptionSpec.builder(name).type(boolean.class).arity("0").description(description).build());
  }

  /** An option that takes a text; {@link #text(ParseResult, String)} reads it. */
  static void text(CommandSpec specification, String name, String label, String words) {
    specification.addOption(
        OptionSpec.builder(name).paramLabel(label).type(String.class).description(words).build());
  }

  /** An option that takes a text and may be repeated. */
  static void texts(CommandSpec specification, String name, String label, String words) {
    specification.addOption(
        OptionSpec.builder(name)
            .paramLabel(label)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .description(words + " May be repeated.")
            .build());
  }

  static void path(CommandSpec specification, int index, String label, String description) {
    specification.addPositional(
        PositionalParamSpec.builder()
            .index(Integer.toString(index))
            .arity("1")
            .required(true)
            .paramLabel(label)
            .type(Path.class)
            .description(description)
            .build());
  }

  static boolean isSet(ParseResult options, String flag) {
    return options.hasMatchedOption(flag);
  }

  /** What an option is given; empty where it is not. */
  static Optional<String> text(ParseResult options, String name) {
    return Optional.ofNullable(options.matchedOptionValue(name, (String) null));
  }

  /** A number of things, 1 or more; empty where the option is not given. */
  static OptionalLong count(ParseResult options, String name) {
    Optional<String> given = text(options, name);
    if (given.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      long count = Long.parseLong(given.get());
      if (count >= 1) {
        return OptionalLong.of(count);
      }
    } catch (NumberFormatException _) {
      // told below, with what is less than 1
    }
    throw new UsageException(
        name + " " + given.get() + ": at least 1 is needed, as a whole number");
  }

  /** How many threads to use: one for each processor where nothing else is said. */
  static int threads(ParseResult options) {
    long threads = count(options, "--threads").orElse(Runtime.getRuntime().availableProcessors());
    return (int) Math.min(threads, Integer.MAX_VALUE);
  }

  /** Bytes of memory to use: a quarter of the machine's where nothing else is said. */
  static long memory(ParseResult options) {
    return text(options, "--max-memory")
        .map(given -> parseSize("--max-memory", given))
        .orElseGet(() -> MachineMemory.bytes() / 4);
  }

  /** A required positional parameter. */
  static Path path(ParseResult options, int index) {
    return options.matchedPositionalValue(index, Path.of(""));
  }

  /** The plugin folders that the user named. */
  static List<Path> plugins(ParseResult options) {
    return options.matchedOptionValue("--plugins", new ArrayList<Path>());
  }

  /** How long one call of a plugin may take; zero for any time. */
  static Duration pluginTimeout(ParseResult options) {
    String given = options.matchedOptionValue("--plugin-timeout", "");
    return given.isEmpty() ? PLUGIN_TIMEOUT : TimeLimit.parse("--plugin-timeout", given);
  }

  /** What a run may use. */
  static RunOptions work(ParseResult options) {
    return new RunOptions(threads(options), memory(options));
  }

  /** Reads a size such as {@code 512m} or {@code 2g}; a number alone is bytes. */
  static long parseSize(String option, String text) {
    String digits = text.toLowerCase(Locale.ROOT);
    int shift = 0;
    if (digits.endsWith("b")) {
      digits = digits.substring(0, digits.length() - 1);
    }
    if (!digits.isEmpty()) {
      shift =
          switch (digits.charAt(digits.length() - 1)) {
            case 'k' -> 10;
            case 'm' -> 20;
            case 'g' -> 30;
            case 't' -> 40;
            default -> 0;
          };
      digits = shift == 0 ? digits : digits.substring(0, digits.length() - 1);
    }
    try {
      long bytes = Math.multiplyExact(Long.parseLong(digits), 1L << shift);
      if (bytes < 1 << 20) {
        throw new UsageException(option + " " + text + ": at least 1m is needed");
      }
      return bytes;
    } catch (NumberFormatException | ArithmeticException _) {
      throw new UsageException(
          option + " " + text + ": not a size; expected a number with k, m or g, such as 512m");
    }
  }
}
