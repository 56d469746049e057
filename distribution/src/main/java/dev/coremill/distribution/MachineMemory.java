package dev.coremill.distribution;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How much memory this process could have. */
final class MachineMemory {
  /** Assumed where nothing tells. */
  private static final long UNKNOWN = 4L << 30;

  private MachineMemory() {}

  /**
   * Bytes of memory, or of the container's limit. On Linux read from the system's files, which is
   * much faster than loading the management classes.
   */
  static long bytes() {
    try {
      Path machine = Path.of("/proc/meminfo");
      if (Files.exists(machine)) {
        return Math.min(total(Files.readAllLines(machine)), container());
      }
    } catch (IOException _) {
      return UNKNOWN;
    }
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : UNKNOWN;
  }

  /** The total of a text such as {@code MemTotal: 24576000 kB}. */
  static long total(List<String> lines) {
    for (String line : lines) {
      if (line.startsWith("MemTotal:") && line.endsWith(" kB")) {
        String number = line.substring("MemTotal:".length(), line.length() - 3).strip();
        return Long.parseLong(number) << 10;
      }
    }
    return UNKNOWN;
  }

  private static long container() throws IOException {
    Path limit = Path.of("/sys/fs/cgroup/memory.max");
    if (!Files.exists(limit)) {
      return Long.MAX_VALUE;
    }
    String text = Files.readString(limit).strip();
    return text.equals("max") ? Long.MAX_VALUE : Long.parseLong(text);
  }
}
