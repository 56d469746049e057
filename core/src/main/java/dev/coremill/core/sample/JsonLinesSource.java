package dev.coremill.core.sample;

import dev.coremill.api.runtime.SampleSource;
import dev.coremill.api.runtime.Samples;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A sample in each line: an object whose members are arrays of numbers, such as {@code
 * {"input_ids": [4, 8]}}, or an array alone for the model's only input.
 */
public final class JsonLinesSource implements SampleSource {
  private static final int LONGEST_LINE = 1 << 26;

  @Override
  public String format() {
    return "jsonl";
  }

  @Override
  public boolean accepts(Path path) {
    return FileNames.endsWith(path, ".jsonl") || FileNames.endsWith(path, ".ndjson");
  }

  @Override
  public Samples open(Path path) throws IOException {
    Lines lines = lines(path);
    if (lines.count == 0) {
      throw new IllegalArgumentException("holds no lines");
    }
    return Channels.open(path, channel -> samples(channel, lines));
  }

  private static Samples samples(FileChannel channel, Lines lines) throws IOException {
    return JsonLines.open(
        channel,
        Arrays.copyOf(lines.starts, lines.count),
        Arrays.copyOf(lines.lengths, lines.count),
        Arrays.copyOf(lines.numbers, lines.count));
  }

  /** Where each line begins and how long it is; empty lines are left out. */
  private static final class Lines {
    private long[] starts = new long[256];
    private int[] lengths = new int[256];
    private int[] numbers = new int[256];
    private int count;

    void add(long start, long length, int number) {
      if (length > LONGEST_LINE) {
        throw new IllegalArgumentException(
            "line " + number + " has " + length + " bytes; the most is " + LONGEST_LINE);
      }
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, count * 2);
        lengths = Arrays.copyOf(lengths, count * 2);
        numbers = Arrays.copyOf(numbers, count * 2);
      }
      starts[count] = start;
      numbers[count] = number;
      lengths[count++] = (int) length;
    }
  }

  private static Lines lines(Path path) throws IOException {
    Lines lines = new Lines();
    byte[] buffer = new byte[1 << 16];
    long position = 0;
    long start = 0;
    int number = 1;
    boolean blank = true;
    try (InputStream file = new BufferedInputStream(Files.newInputStream(path))) {
      int read = file.read(buffer);
      while (read > 0) {
        for (int i = 0; i < read; i++) {
          if (buffer[i] == '\n') {
            if (!blank) {
              lines.add(start, position + i - start, number);
            }
            start = position + i + 1;
            number++;
            blank = true;
          } else {
            blank &= buffer[i] == ' ' || buffer[i] == '\r' || buffer[i] == '\t';
          }
        }
        position += read;
        read = file.read(buffer);
      }
    }
    if (!blank) {
      lines.add(start, position - start, number);
    }
    return lines;
  }
}
