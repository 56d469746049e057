package dev.coremill.core.cache;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.weight.WeightExpression;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultCacheTest {
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

  @TempDir Path folder;

  @Test
  void aStoredResultIsFoundAsItWas() throws IOException {
    ResultCache cache = cache(1 << 20);
    CachedResult result = Results.result();
    cache.store(Results.key(1), result);

    try (Arena arena = Arena.ofConfined()) {
      CachedResult found = requireNonNull(cache.find(Results.key(1), arena));
      assertThat(found.steps()).isEqualTo(result.steps());
      assertThat(found.error()).isEqualTo(result.error());
      assertThat(found.expression().encoding()).isEqualTo(result.expression().encoding());
      assertThat(bytes(Results.key(1), found)).isEqualTo(bytes(Results.key(1), result));
      assertThat(cache.find(Results.key(2), arena)).isNull();
    }
    assertThat(cache.found()).isEqualTo(1);
    assertThat(cache.remarks()).isEmpty();
    assertThat(files()).containsExactly(cache.file(Results.key(1)));
  }

  @Test
  void anEntryWithAnyByteChangedIsIgnoredWithARemark() throws IOException {
    cache(1 << 20).store(Results.key(1), Results.result());
    Path file = files().getFirst();
    byte[] whole = Files.readAllBytes(file);
    for (int position = 0; position < whole.length; position += 3) {
      byte[] damaged = whole.clone();
      damaged[position] ^= 0x10;
      Files.write(file, damaged);
      assertIgnored();
    }
  }

  @Test
  void anEntryOfAnyOtherLengthIsIgnoredWithARemark() throws IOException {
    cache(1 << 20).store(Results.key(1), Results.result());
    Path file = files().getFirst();
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length += 5) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertIgnored();
    }
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    assertIgnored();
  }

  @Test
  void theEntryOfAnotherKeyIsIgnored() throws IOException {
    ResultCache cache = cache(1 << 20);
    cache.store(Results.key(1), Results.result());
    Files.move(cache.file(Results.key(1)), cache.file(Results.key(2)));

    try (Arena arena = Arena.ofConfined()) {
      assertThat(cache.find(Results.key(2), arena)).isNull();
    }
    assertThat(cache.remarks()).singleElement().asString().contains("belongs to another key");
  }

  @Test
  void aDamagedEntryIsReplacedByTheNextResult() throws IOException {
    ResultCache cache = cache(1 << 20);
    Files.write(cache.file(Results.key(1)), new byte[100]);
    cache.store(Results.key(1), Results.result());

    try (Arena arena = Arena.ofConfined()) {
      assertThat(cache.find(Results.key(1), arena)).isNotNull();
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsToldAndEndsNothing() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    ResultCache cache =
        new ResultCache(file.resolve("sub"), OptionalLong.of(1 << 20), InstantSource.fixed(NOW));
    cache.store(Results.key(1), Results.result());
    cache.clean();

    assertThat(cache.remarks()).singleElement().asString().startsWith("not every result was");
  }

  @Test
  void aRunStoresNoMoreThanTheBound() throws IOException {
    long size = Results.result().expression().encoding().storedBytes();
    ResultCache cache = cache(2 * size);
    for (int index = 0; index < 4; index++) {
      cache.store(Results.key(index), Results.result());
    }

    assertThat(files()).hasSize(2);
    assertThat(cache.remarks()).singleElement().asString().contains("--cache-size raises it");
  }

  @Test
  void whatNobodyUsedForThirtyDaysGoes() throws IOException {
    ResultCache cache = cache(1 << 20);
    for (int index = 0; index < 3; index++) {
      cache.store(Results.key(index), Results.result());
    }
    age(cache.file(Results.key(0)), Duration.ofDays(31));
    age(cache.file(Results.key(1)), Duration.ofDays(31));
    age(cache.file(Results.key(2)), Duration.ofDays(29));
    Path killed = Files.createFile(folder.resolve("1.unfinished"));
    age(killed, Duration.ofHours(2));
    Path writing = Files.createFile(folder.resolve("2.unfinished"));
    age(writing, Duration.ofMinutes(5));
    Path foreign = Files.createFile(folder.resolve("notes.txt"));
    age(foreign, Duration.ofDays(400));
    try (Arena arena = Arena.ofConfined()) {
      assertThat(cache.find(Results.key(1), arena)).isNotNull();
    }
    cache.clean();

    assertThat(files())
        .containsExactlyInAnyOrder(
            cache.file(Results.key(1)), cache.file(Results.key(2)), writing, foreign);
  }

  @Test
  void theOldestGoWhenThereIsTooMuch() throws IOException {
    ResultCache plenty = cache(1 << 20);
    for (int index = 0; index < 5; index++) {
      plenty.store(Results.key(index), Results.result());
      age(plenty.file(Results.key(index)), Duration.ofDays(index == 3 ? 9 : index));
    }
    long entry = Files.size(plenty.file(Results.key(0)));
    cache(3 * entry + 1).clean();

    assertThat(files())
        .containsExactlyInAnyOrder(
            plenty.file(Results.key(0)), plenty.file(Results.key(1)), plenty.file(Results.key(2)));
  }

  @Test
  void aResultStaysReadableAfterItsEntryIsReplacedOrRemoved() throws IOException {
    ResultCache cache = cache(1 << 20);
    cache.store(Results.key(1), Results.result());
    byte[] expected = bytes(Results.key(1), Results.result());
    try (Arena arena = Arena.ofConfined()) {
      CachedResult found = requireNonNull(cache.find(Results.key(1), arena));
      cache.store(Results.key(1), Results.result());
      Files.delete(cache.file(Results.key(1)));
      assertThat(bytes(Results.key(1), found)).isEqualTo(expected);
    }
  }

  @Test
  void manyMayUseAFolderAtOnce() throws Exception {
    byte[] expected = bytes(Results.key(0), Results.result());
    List<Future<List<String>>> runs = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
      for (int run = 0; run < 4; run++) {
        runs.add(executor.submit(() -> hammer(expected)));
      }
    }
    for (Future<List<String>> run : runs) {
      assertThat(run.get()).isEmpty();
    }
  }

  /** Stores, finds and cleans with a bound that keeps removing; returns what went wrong. */
  private List<String> hammer(byte[] expected) throws IOException {
    List<String> remarks = new ArrayList<>();
    for (int round = 0; round < 100; round++) {
      ResultCache cache = new ResultCache(folder, OptionalLong.of(900), InstantSource.system());
      cache.store(Results.key(round % 3), Results.result());
      try (Arena arena = Arena.ofConfined()) {
        CachedResult found = cache.find(Results.key(round % 3), arena);
        if (found != null) {
          assertThat(bytes(Results.key(0), found)).isEqualTo(expected);
        }
      }
      cache.clean();
      remarks.addAll(cache.remarks());
    }
    return remarks;
  }

  private void assertIgnored() {
    ResultCache cache = cache(1 << 20);
    try (Arena arena = Arena.ofConfined()) {
      assertThat(cache.find(Results.key(1), arena)).isNull();
    }
    assertThat(cache.remarks())
        .singleElement()
        .asString()
        .startsWith("1 cached result was ignored and made again");
  }

  private ResultCache cache(long size) {
    return new ResultCache(folder, OptionalLong.of(size), InstantSource.fixed(NOW));
  }

  private static void age(Path file, Duration age) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(NOW.minus(age)));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  /** The whole entry, which holds everything that a result has. */
  private static byte[] bytes(ResultKey key, CachedResult result) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    EntryWriter.write(key, result, out);
    assertThat(result.expression()).isInstanceOf(WeightExpression.Sparse.class);
    return out.toByteArray();
  }
}
