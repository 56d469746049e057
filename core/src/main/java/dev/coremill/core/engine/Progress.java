package dev.coremill.core.engine;

/** Hears how far a run is. Calls come from one thread at a time. */
public interface Progress {
  /** Hears nothing. */
  Progress SILENT =
      new Progress() {
        @Override
        public void started(int weights, long bytes) {}

        @Override
        public void finished(String weight, long bytes) {}

        @Override
        public void ended() {}
      };

  /**
   * The work begins.
   *
   * @param weights how many weights there are to compress
   * @param bytes how many bytes they take now
   */
  void started(int weights, long bytes);

  /**
   * One weight is done.
   *
   * @param weight its name
   * @param bytes how many bytes it took before
   */
  void finished(String weight, long bytes);

  /** The work is over, well or not. */
  void ended();
}
