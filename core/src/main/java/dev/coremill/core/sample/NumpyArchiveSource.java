package dev.coremill.core.sample;

import dev.coremill.api.runtime.SampleSource;
import dev.coremill.api.runtime.Samples;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** An archive of NumPy arrays, stored or deflated, each named like the input that it is for. */
public final class NumpyArchiveSource implements SampleSource {
  private static final String ENDING = ".npy";
  private static final int MOST_ARRAYS = 10_000;

  /** The most that deflate can make of a byte; more is a lie of the header. */
  private static final long DEFLATE_RATIO = 1032;

  @Override
  public String format() {
    return "npz";
  }

  @Override
  public boolean accepts(Path path) {
    return FileNames.endsWith(path, ".npz");
  }

  @Override
  public Samples open(Path path) throws IOException {
    ZipFile archive;
    try {
      archive = new ZipFile(path.toFile());
    } catch (ZipException damaged) {
      throw new IllegalArgumentException(
          "is no npz archive, or a damaged one: " + damaged.getMessage(), damaged);
    }
    boolean opened = false;
    try {
      Map<String, Column> columns = columns(archive);
      if (columns.isEmpty()) {
        throw new IllegalArgumentException("holds no arrays");
      }
      Samples samples = new ColumnSamples(columns, () -> close(archive));
      opened = true;
      return samples;
    } finally {
      if (!opened) {
        close(archive);
      }
    }
  }

  private static Map<String, Column> columns(ZipFile archive) throws IOException {
    Map<String, Column> columns = new LinkedHashMap<>();
    Enumeration<? extends ZipEntry> entries = archive.entries();
    while (entries.hasMoreElements()) {
      ZipEntry entry = entries.nextElement();
      if (entry.isDirectory() || !entry.getName().endsWith(ENDING)) {
        continue;
      }
      if (columns.size() == MOST_ARRAYS) {
        throw new IllegalArgumentException("holds more than " + MOST_ARRAYS + " arrays");
      }
      String name = entry.getName().substring(0, entry.getName().length() - ENDING.length());
      if (columns.put(name, column(archive, entry, name)) != null) {
        throw new IllegalArgumentException("holds two arrays named '" + name + "'");
      }
    }
    return columns;
  }

  private static Column column(ZipFile archive, ZipEntry entry, String name) throws IOException {
    long packed = Math.max(0, entry.getCompressedSize());
    long most =
        entry.getMethod() == ZipEntry.STORED
            ? packed
            : packed > Long.MAX_VALUE / DEFLATE_RATIO ? Long.MAX_VALUE : packed * DEFLATE_RATIO;
    long available = entry.getSize() < 0 ? most : Math.min(most, entry.getSize());
    try {
      return NumpyColumn.open(() -> stream(archive, entry), available);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("'" + name + "' " + wrong.getMessage(), wrong);
    } catch (ZipException damaged) {
      throw new IllegalArgumentException(
          "'" + name + "' cannot be unpacked: " + damaged.getMessage(), damaged);
    }
  }

  private static InputStream stream(ZipFile archive, ZipEntry entry) throws IOException {
    return new BufferedInputStream(
        new Summed(archive.getInputStream(entry), entry.getCrc()), 1 << 16);
  }

  /** Compares the checksum of all that was read with that of the archive, at the end. */
  private static final class Summed extends CheckedInputStream {
    private final long expected;

    Summed(InputStream stream, long expected) {
      super(stream, new CRC32());
      this.expected = expected;
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      check(read);
      return read;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = super.read(into, offset, length);
      check(read);
      return read;
    }

    private void check(int read) throws IOException {
      if (read == -1 && expected >= 0 && getChecksum().getValue() != expected) {
        throw new ZipException("its checksum is wrong: the archive is damaged");
      }
    }
  }

  private static void close(ZipFile archive) {
    try {
      archive.close();
    } catch (IOException unclosable) {
      throw new UncheckedIOException(archive.getName() + " cannot be closed", unclosable);
    }
  }
}
