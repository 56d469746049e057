package dev.coremill.core.plugin;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The calls into plugins that are in progress, so that whoever watches over a process can tell
 * which one does not come back, or ended the process.
 */
public final class PluginCalls {
  private final Set<PluginCall> active = ConcurrentHashMap.newKeySet();
  private final Duration limit;

  /**
   * No calls yet.
   *
   * @param limit how long a call may take; zero for any time
   */
  public PluginCalls(Duration limit) {
    this.limit = limit;
  }

  /** How long a call may take; zero for any time. */
  public Duration limit() {
    return limit;
  }

  void began(PluginCall call) {
    active.add(call);
  }

  void ended(PluginCall call) {
    active.remove(call);
  }

  /** A call that takes longer than it may. */
  public Optional<PluginCall> overdue() {
    if (limit.isZero()) {
      return Optional.empty();
    }
    long now = System.nanoTime();
    for (PluginCall call : active) {
      if (now - call.start() > limit.toNanos()) {
        return Optional.of(call);
      }
    }
    return Optional.empty();
  }

  /** The call that a thread is in. */
  public Optional<PluginCall> of(Thread thread) {
    for (PluginCall call : active) {
      if (call.thread() == thread) {
        return Optional.of(call);
      }
    }
    return Optional.empty();
  }

  /** Any call of a plugin. */
  public Optional<PluginCall> of(String pluginId) {
    for (PluginCall call : active) {
      if (call.pluginId().equals(pluginId)) {
        return Optional.of(call);
      }
    }
    return Optional.empty();
  }
}
