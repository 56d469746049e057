package dev.coremill.distribution;

import dev.coremill.core.engine.Progress;
import picocli.CommandLine.ParseResult;

/**
 * Shows how far a run is: on a terminal a bar with the time left, elsewhere a line every few
 * seconds.
 */
final class ProgressLine implements Progress {
  private static final long BAR_INTERVAL = 100_000_000L;
  private static final long LINE_INTERVAL = 5_000_000_000L;
  private static final int BAR_WIDTH = 30;

  private final Terminal terminal;
  private long started;
  private long shown;
  private long total;
  private long done;
  private int weights;
  private int weightsDone;
  private boolean drawn;

  private ProgressLine(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Progress as the options want it. */
  static Progress of(ParseResult options, Terminal terminal) {
    return CommonOptions.isSet(options, "--quiet") ? Progress.SILENT : new ProgressLine(terminal);
  }

  @Override
  public void started(int weightCount, long bytes) {
    done = 0;
    weightsDone = 0;
    drawn = false;
    started = System.nanoTime();
    shown = started;
    total = bytes;
    weights = weightCount;
  }

  @Override
  public void finished(String weight, long bytes) {
    done += bytes;
    weightsDone++;
    long now = System.nanoTime();
    long interval = terminal.interactive() ? BAR_INTERVAL : LINE_INTERVAL;
    if (now - shown < interval) {
      return;
    }
    shown = now;
    String line = line(weightsDone, weights, done, total, (now - started) / 1e9);
    if (terminal.interactive()) {
      drawn = true;
      terminal.sketch("\r" + line + "\033[K");
    } else {
      terminal.say(line);
    }
  }

  @Override
  public void ended() {
    if (drawn) {
      terminal.sketch("\r\033[K");
    }
  }

  /** A line such as {@code [#####-----] 50% 12 of 24 weights 8 s left}. */
  static String line(int weightsDone, int weights, long done, long total, double seconds) {
    double part = total == 0 ? 1 : Math.min(1, (double) done / total);
    int filled = (int) (part * BAR_WIDTH);
    long left = part == 0 ? 0 : (long) Math.ceil(seconds / part * (1 - part));
    StringBuilder line = new StringBuilder("[");
    line.repeat('#', filled).repeat('-', BAR_WIDTH - filled).append("]  ");
    line.append((int) (part * 100)).append("%  ");
    line.append(weightsDone).append(" of ").append(weights).append(" weights  ");
    if (left >= 60) {
      line.append(left / 60).append(" min ");
    }
    return line.append(left % 60).append(" s left").toString();
  }
}
