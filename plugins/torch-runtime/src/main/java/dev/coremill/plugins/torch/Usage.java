package dev.coremill.plugins.torch;

/**
 * Who uses natives: they are freed when they are closed and nobody uses them any more. A run that
 * is stopped closes them while predictions may still be inside libtorch, where freed memory would
 * crash the process.
 */
final class Usage {
  private final String name;
  private final Runnable free;
  private int users;
  private boolean closed;

  /**
   * Natives that nobody uses yet.
   *
   * @param name what they are, for messages
   * @param free frees them; it is called once, by the last user or by who closes them
   */
  Usage(String name, Runnable free) {
    this.name = name;
    this.free = free;
  }

  /**
   * Begins to use them; {@link #leave} ends it.
   *
   * @throws IllegalStateException if they are closed
   */
  synchronized void enter() {
    if (closed) {
      throw new IllegalStateException(name + " is closed");
    }
    users++;
  }

  /** Ends what {@link #enter} began. */
  void leave() {
    boolean last;
    synchronized (this) {
      users--;
      last = closed && users == 0;
    }
    if (last) {
      free.run();
    }
  }

  /** Frees them, now or when the last user leaves. Closing them again does nothing. */
  void close() {
    boolean unused;
    synchronized (this) {
      unused = !closed && users == 0;
      closed = true;
    }
    if (unused) {
      free.run();
    }
  }
}
