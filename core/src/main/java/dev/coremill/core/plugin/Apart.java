package dev.coremill.core.plugin;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Work that is plugins' for the most part, on a thread of its own: whoever waits for it can be
 * interrupted, and tidy up, even where a plugin never comes back.
 */
public final class Apart {
  private Apart() {}

  /**
   * Does some work and waits for it.
   *
   * @param name the name of the thread
   * @return what the work returns
   * @throws CancellationException if the calling thread is interrupted; the work is left to itself
   *     then, and must not use what the caller frees
   */
  public static <T> T run(String name, Supplier<T> work) {
    FutureTask<T> task = new FutureTask<>(work::get);
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get();
    } catch (InterruptedException _) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      throw new CancellationException(name + " was interrupted");
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof RuntimeException exception) {
        throw exception;
      }
      if (failure.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(failure.getCause());
    }
  }
}
