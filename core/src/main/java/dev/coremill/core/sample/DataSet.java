package dev.coremill.core.sample;

import dev.coremill.api.program.Value;
import dev.coremill.api.runtime.SampleSource;
import dev.coremill.api.runtime.Samples;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Samples of one or more files side by side: sample n has the n-th of each file. */
public final class DataSet implements AutoCloseable {
  private static final List<SampleSource> BUILT_IN =
      List.of(
          new NumpyArchiveSource(),
          new NumpySource(),
          new SafetensorsSource(),
          new JsonLinesSource(),
          new PictureSource());

  private record Part(DataArgument argument, Samples samples) {
    String name(String own) {
      return own.isEmpty() ? argument.name() : own;
    }
  }

  private final List<Part> parts;
  private final List<String> names;
  private final Set<String> pictures;

  private DataSet(List<Part> parts, List<String> names, Set<String> pictures) {
    this.parts = parts;
    this.names = names;
    this.pictures = pictures;
  }

  /**
   * Opens files.
   *
   * @param arguments at least one
   * @param sources formats that plugins add; they are asked first
   * @throws ProblemException if one cannot be read, or if they do not go together
   */
  public static DataSet open(List<DataArgument> arguments, List<? extends SampleSource> sources) {
    List<Part> parts = new ArrayList<>();
    boolean opened = false;
    try {
      for (DataArgument argument : arguments) {
        parts.add(new Part(argument, open(argument, sources)));
      }
      DataSet set = join(parts);
      opened = true;
      return set;
    } finally {
      if (!opened) {
        parts.forEach(part -> part.samples().close());
      }
    }
  }

  private static DataSet join(List<Part> parts) {
    Set<String> names = new LinkedHashSet<>();
    Set<String> pictures = new LinkedHashSet<>();
    Part first = parts.getFirst();
    for (Part part : parts) {
      if (part.samples().count() != first.samples().count()) {
        throw wrong(
            part.argument().path(),
            "has "
                + part.samples().count()
                + " samples, and "
                + first.argument().path()
                + " has "
                + first.samples().count(),
            "give files with the same number of samples");
      }
      for (String name : part.samples().names()) {
        if (!names.add(part.name(name))) {
          throw wrong(
              part.argument().path(),
              "has " + shown(part.name(name)) + ", and so has another file",
              "give each value once, or name them with NAME=FILE");
        }
      }
      for (String picture : part.samples().pictures()) {
        pictures.add(part.name(picture));
      }
    }
    if (first.samples().count() == 0) {
      throw wrong(first.argument().path(), "holds no samples", "give at least one");
    }
    return new DataSet(List.copyOf(parts), List.copyOf(names), pictures);
  }

  private static String shown(String name) {
    return name.isEmpty() ? "values without a name" : "'" + name + "'";
  }

  private static Samples open(DataArgument argument, List<? extends SampleSource> sources) {
    Path path = argument.path();
    if (!Files.exists(path)) {
      throw wrong(path, "there are no such samples", "name a file or a folder");
    }
    try {
      if (argument.raw().isPresent()) {
        DataArgument.Raw raw = argument.raw().get();
        return new RawSource(raw.type(), raw.shape()).open(path);
      }
      List<SampleSource> all = new ArrayList<>(sources);
      all.addAll(BUILT_IN);
      List<String> formats = new ArrayList<>();
      for (SampleSource source : all) {
        if (source.accepts(path)) {
          return source.open(path);
        }
        formats.add(source.format());
      }
      throw wrong(
          path,
          "is of no known format",
          "known are "
              + String.join(", ", formats)
              + "; for a file of bare elements write NAME=FILE:float32[1,3,224,224]");
    } catch (IllegalArgumentException damaged) {
      throw new ProblemException(
          Problem.input(path.toString(), String.valueOf(damaged.getMessage()), ""), damaged);
    } catch (IOException unreadable) {
      String reason =
          switch (unreadable) {
            case AccessDeniedException _ -> "permission denied";
            case EOFException _ -> "it is cut off";
            default -> String.valueOf(unreadable.getMessage());
          };
      throw new ProblemException(
          Problem.input(path.toString(), "cannot be read: " + reason, ""), unreadable);
    }
  }

  private static ProblemException wrong(Path path, String message, String mend) {
    return new ProblemException(Problem.input(path.toString(), message, mend));
  }

  /** The names of all values. */
  public List<String> names() {
    return names;
  }

  /** The names of values that are pictures. */
  Set<String> pictures() {
    return pictures;
  }

  /** How many samples there are; at least one. */
  public long count() {
    return parts.getFirst().samples().count();
  }

  /** The files, for messages and reports. */
  public String place() {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      text.append(text.isEmpty() ? "" : ", ").append(part.argument().path());
    }
    return text.toString();
  }

  /**
   * One sample.
   *
   * @throws ProblemException if a file is damaged there
   */
  public Map<String, Value> sample(long index) {
    Map<String, Value> sample = new LinkedHashMap<>();
    for (Part part : parts) {
      try {
        for (Map.Entry<String, Value> each : part.samples().sample(index).entrySet()) {
          sample.put(part.name(each.getKey()), each.getValue());
        }
      } catch (IllegalArgumentException damaged) {
        throw new ProblemException(
            Problem.input(
                part.argument().path().toString(), String.valueOf(damaged.getMessage()), ""),
            damaged);
      }
    }
    return sample;
  }

  @Override
  public void close() {
    parts.forEach(part -> part.samples().close());
  }
}
