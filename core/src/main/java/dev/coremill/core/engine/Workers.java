package dev.coremill.core.engine;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Makes the threads that work on weights, each in a group of its own, so that threads which a
 * plugin starts can be told from those of another call.
 */
final class Workers implements ThreadFactory {
  private static final long SECONDS_TO_STOP = 3;

  private final String name;

  Workers(String name) {
    this.name = name;
  }

  @Override
  public Thread newThread(Runnable task) {
    Thread thread = new Thread(new ThreadGroup(name), task, name);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Stops what is running. A plugin that does not hear of it is left behind: its thread dies with
   * the process, and must not keep the rest from being tidied up.
   */
  static void stop(ExecutorService executor) {
    executor.shutdownNow();
    boolean interrupted = Thread.interrupted();
    try {
      boolean _ = executor.awaitTermination(SECONDS_TO_STOP, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
