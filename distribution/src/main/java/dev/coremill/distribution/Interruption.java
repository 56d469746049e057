package dev.coremill.distribution;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What happens when the user or the system ends the process (Ctrl-C, SIGTERM): the command's thread
 * is interrupted and gets the time to remove its temporary files. The virtual machine then exits
 * with 128 + the signal's number by itself, 130 for Ctrl-C.
 */
final class Interruption {
  private static final long SECONDS_TO_TIDY_UP = 5;
  private static final long SECONDS_TO_TELL = 1;

  private final CountDownLatch released = new CountDownLatch(1);
  private volatile boolean ending;

  private Interruption() {}

  /** Interrupts the calling thread when the process is ended. */
  static Interruption install() {
    Interruption interruption = new Interruption();
    Thread command = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> interruption.end(command), "interruption"));
    return interruption;
  }

  /**
   * Says that the command is over. Returns whether the process still has to be ended; it must not
   * be where it is ending already, because two ends wait for each other.
   */
  boolean release() {
    released.countDown();
    return !ending;
  }

  private void end(Thread command) {
    if (released.getCount() == 0) {
      return;
    }
    ending = true;
    try {
      // The watch over plugins tells who called, before the command hears that it is to end.
      if (ExitCaller.isForeign() && released.await(SECONDS_TO_TELL, TimeUnit.SECONDS)) {
        return;
      }
      command.interrupt();
      // A command that does not hear the interruption is ended all the same.
      boolean _ = released.await(SECONDS_TO_TIDY_UP, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
