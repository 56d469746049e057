package dev.coremill.distribution;

import dev.coremill.core.plugin.PluginCall;
import dev.coremill.core.plugin.PluginCalls;
import java.util.Map;
import java.util.Optional;

/**
 * Ends the process where a plugin keeps it from ending, or ends it itself: a call that does not
 * come back within its time, and a call of {@code System.exit}. Either way the command gets a
 * moment to remove its temporary files, and the process ends with the exit code of a job that
 * failed.
 */
final class PluginWatch {
  private static final long TIDY_UP_MILLISECONDS = 5000;
  private static final long LOOK_MILLISECONDS = 250;
  private static final int FAILED = 1;

  private final PluginCalls calls;
  private final Terminal terminal;
  private final Thread command;
  private volatile boolean failed;

  private PluginWatch(PluginCalls calls, Terminal terminal) {
    this.calls = calls;
    this.terminal = terminal;
    this.command = Thread.currentThread();
  }

  /** Watches over the calls of the command that the calling thread runs. */
  static void install(PluginCalls calls, Terminal terminal) {
    PluginWatch watch = new PluginWatch(calls, terminal);
    Runtime.getRuntime().addShutdownHook(new Thread(watch::atExit, "plugin-exit"));
    if (!calls.limit().isZero()) {
      Thread thread = new Thread(watch::look, "plugin-watch");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void look() {
    try {
      Optional<PluginCall> overdue = calls.overdue();
      while (overdue.isEmpty()) {
        Thread.sleep(LOOK_MILLISECONDS);
        overdue = calls.overdue();
      }
      PluginCall call = overdue.get();
      fail(
          call,
          "the plugin "
              + call.plugin()
              + " does not come back from "
              + call.method()
              + " within "
              + TimeLimit.text(calls.limit())
              + "; raise --plugin-timeout, leave that out, or report the defect to the plugin's"
              + " provider");
      Runtime.getRuntime().halt(FAILED);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Says what happened, and lets the command tidy up where it can. */
  private void fail(PluginCall call, String message) throws InterruptedException {
    failed = true;
    say(call.place(), message);
    tidyUp(call.isOf(command));
  }

  /** What the command says of being interrupted would come after this, and adds nothing. */
  private void say(String place, String message) {
    terminal.lastWord("error: " + (place.isEmpty() ? "" : place + ": ") + message);
  }

  private void tidyUp(boolean commandIsStuck) throws InterruptedException {
    command.interrupt();
    command.join(commandIsStuck ? LOOK_MILLISECONDS : TIDY_UP_MILLISECONDS);
  }

  private void atExit() {
    try {
      if (failed) {
        Runtime.getRuntime().halt(FAILED);
      }
      if (!endsByItself()) {
        findExit();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean endsByItself() {
    StackTraceElement caller = ExitCaller.in(command.getStackTrace());
    return caller != null && ExitCaller.isMain(caller);
  }

  private void findExit() throws InterruptedException {
    for (Map.Entry<Thread, StackTraceElement[]> each : Thread.getAllStackTraces().entrySet()) {
      StackTraceElement caller = ExitCaller.in(each.getValue());
      Optional<PluginCall> call = caller == null ? Optional.empty() : call(each.getKey(), caller);
      if (call.isPresent()) {
        say(
            call.get().place(),
            "the plugin "
                + call.get().plugin()
                + " called System.exit in "
                + call.get().method()
                + "; remove it, or report the defect to the plugin's provider");
        tidyUp(call.get().isOf(command));
        Runtime.getRuntime().halt(FAILED);
      }
    }
  }

  /** The call in which a thread ends the process, or one of the same plugin. */
  private Optional<PluginCall> call(Thread thread, StackTraceElement caller) {
    Optional<PluginCall> own = calls.of(thread);
    String loader = caller.getClassLoaderName();
    return own.isPresent() || loader == null ? own : calls.of(loader);
  }
}
