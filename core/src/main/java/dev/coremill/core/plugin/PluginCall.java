package dev.coremill.core.plugin;

import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call into a plugin, from its beginning until it is closed by the thread that made it. While
 * it lasts, the thread's context class loader is the plugin's, as libraries expect.
 */
public final class PluginCall implements AutoCloseable {
  /** How long threads may take to end after the call that started them. */
  private static final long GRACE_NANOS = 500_000_000;

  private final @Nullable PluginClasses classes;
  private final String place;
  private final String method;
  private final Thread thread;
  private final ClassLoader contextBefore;
  private final long start;

  private PluginCall(@Nullable PluginClasses classes, String place, String method) {
    this.classes = classes;
    this.place = place;
    this.method = method;
    this.thread = Thread.currentThread();
    this.contextBefore = thread.getContextClassLoader();
    this.start = System.nanoTime();
  }

  /**
   * Begins a call.
   *
   * @param extension whose method is called; one that comes from no plugin is called all the same
   * @param place what is worked on, such as the name of a weight; empty for nothing of a model
   * @param method the method's name
   */
  public static PluginCall enter(Object extension, String place, String method) {
    return enter(extension.getClass(), place, method);
  }

  static PluginCall enter(Class<?> extension, String place, String method) {
    PluginClasses classes =
        extension.getClassLoader() instanceof PluginClasses plugin ? plugin : null;
    PluginCall call = new PluginCall(classes, place, method);
    if (classes != null) {
      classes.calls().began(call);
      call.thread.setContextClassLoader(classes);
    }
    return call;
  }

  /** The plugin's id; empty where the extension comes from none. */
  public String pluginId() {
    return classes == null ? "" : String.valueOf(classes.getName());
  }

  /** The plugin's id and version; empty where the extension comes from none. */
  public String plugin() {
    return classes == null ? "" : classes.label();
  }

  /** What is worked on. */
  public String place() {
    return place;
  }

  /** The method's name. */
  public String method() {
    return method;
  }

  Thread thread() {
    return thread;
  }

  long start() {
    return start;
  }

  /** Whether a thread made this call. */
  public boolean isOf(Thread other) {
    return thread == other;
  }

  /** Where a defect was found, as the end of a message: {@code (in compress of plugin x 1.0)}. */
  public String words() {
    return classes == null ? "" : " (in " + method + " of the plugin " + classes.label() + ")";
  }

  /**
   * Checks that the call has left no threads behind. Those that are about to end get a moment.
   *
   * @param name the extension's name
   * @throws ProblemException if there are some
   */
  public void requireNoThreads(String name) {
    if (classes == null) {
      return;
    }
    List<Thread> left = left();
    long end = System.nanoTime() + GRACE_NANOS;
    while (!left.isEmpty() && System.nanoTime() < end) {
      try {
        left.getFirst().join(20);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
      left = left();
    }
    if (left.isEmpty()) {
      return;
    }
    List<String> names = new ArrayList<>();
    for (Thread each : left) {
      names.add("'" + each.getName() + "'");
      each.interrupt();
    }
    throw new ProblemException(
        Problem.failed(
            place,
            name
                + " left "
                + (left.size() == 1 ? "a thread" : left.size() + " threads")
                + " running: "
                + String.join(", ", names.subList(0, Math.min(5, names.size())))
                + words(),
            "remove the stage, or report the defect to the plugin's provider"));
  }

  /**
   * Threads that this one, or one that it started, has started during calls of this plugin: a
   * thread inherits its group and its context class loader. Threads that work on weights have a
   * group each.
   */
  private List<Thread> left() {
    ThreadGroup group = thread.getThreadGroup();
    if (group == null || group.activeCount() <= 1) {
      return List.of();
    }
    Thread[] all = new Thread[group.activeCount() + 16];
    int count = group.enumerate(all);
    List<Thread> left = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (all[i] != thread && all[i].isAlive() && all[i].getContextClassLoader() == classes) {
        left.add(all[i]);
      }
    }
    return left;
  }

  /** Ends the call. */
  @Override
  public void close() {
    if (classes != null) {
      classes.calls().ended(this);
      thread.setContextClassLoader(contextBefore);
    }
  }
}
