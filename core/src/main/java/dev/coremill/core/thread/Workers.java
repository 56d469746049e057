package dev.coremill.core.thread;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The threads that work on weights and samples, each in a group of its own, so that threads which a
 * plugin starts can be told from those of another call; and the waiting for what they make.
 */
public final class Workers implements ThreadFactory {
  private static final long SECONDS_TO_STOP = 3;

  private final String name;

  private Workers(String name) {
    this.name = name;
  }

  /** Threads that do not keep the process alive. */
  public static ExecutorService start(int threads, String name) {
    return Executors.newFixedThreadPool(threads, new Workers(name));
  }

  @Override
  public Thread newThread(Runnable task) {
    Thread thread = new Thread(new ThreadGroup(name), task, name);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * The result of a task, when it is there. What the task throws is thrown here.
   *
   * @throws CancellationException if the waiting thread is interrupted
   */
  public static <T> T result(Future<T> task) {
    try {
      return task.get();
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof RuntimeException known) {
        throw known;
      }
      if (failure.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(failure.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      CancellationException stopped = new CancellationException("the run was interrupted");
      stopped.initCause(interrupted);
      throw stopped;
    }
  }

  /**
   * Stops what is running. A plugin that does not hear of it is left behind: its thread dies with
   * the process, and must not keep the rest from being tidied up.
   */
  public static void stop(ExecutorService executor) {
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
