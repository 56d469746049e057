package dev.coremill.core.plugin;

import dev.coremill.api.program.Value;
import dev.coremill.api.runtime.SampleSource;
import dev.coremill.api.runtime.Samples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A source of samples whose defects are told as its plugin's. */
final class GuardedSampleSource implements SampleSource {
  private final SampleSource source;
  private final String format;
  private final Guard guard;

  /** Asks a source for the name of its format. */
  GuardedSampleSource(SampleSource source) {
    this.source = source;
    this.format = new Guard(source, "plugins").<String>ask("format", source::format);
    this.guard = new Guard(source, "samples of the format " + format);
  }

  @Override
  public String format() {
    return format;
  }

  @Override
  public boolean accepts(Path path) {
    return guard.ask("accepts", () -> source.accepts(path));
  }

  @Override
  public Samples open(Path path) throws IOException {
    Guard file = guard.at(path.toString());
    try {
      Samples samples =
          file.telling(List.of(IllegalArgumentException.class, UncheckedIOException.class))
              .ask(
                  "open",
                  () -> {
                    try {
                      return source.open(path);
                    } catch (IOException unreadable) {
                      throw new UncheckedIOException(unreadable);
                    }
                  });
      long count = file.ask("count", samples::count);
      if (count < 0) {
        throw file.defect("count", "says that there are " + count + " samples");
      }
      return new Read(
          file,
          samples,
          file.ask("names", () -> List.copyOf(samples.names())),
          file.ask("pictures", () -> Set.copyOf(samples.pictures())),
          count);
    } catch (UncheckedIOException unreadable) {
      throw unreadable.getCause();
    }
  }

  @Override
  public String toString() {
    return guard.toString();
  }

  private record Read(
      Guard guard, Samples samples, List<String> names, Set<String> pictures, long count)
      implements Samples {
    @Override
    public Map<String, Value> sample(long index) {
      Map<String, Value> sample =
          guard
              .telling(List.of(IllegalArgumentException.class))
              .ask("sample", () -> samples.sample(index));
      for (String name : names) {
        @Nullable Value value = sample.get(name);
        if (value == null) {
          throw guard.defect(
              "sample", "sample " + index + " has no value of the name '" + name + "'");
        }
      }
      return sample;
    }

    @Override
    public void close() {
      guard.tell("close", samples::close);
    }
  }
}
