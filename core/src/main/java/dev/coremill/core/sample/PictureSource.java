package dev.coremill.core.sample;

import dev.coremill.api.program.Value;
import dev.coremill.api.runtime.SampleSource;
import dev.coremill.api.runtime.Samples;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A picture, or a folder of pictures in the order of their names. Where the pictures stand in
 * folders inside it, the folder's name is the label: the number if all names are numbers, otherwise
 * the place of the name among all in their order, with the name itself as {@code label_name}.
 */
public final class PictureSource implements SampleSource {
  private static final List<String> ENDINGS =
      List.of(".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff");

  @Override
  public String format() {
    return "pictures";
  }

  @Override
  public boolean accepts(Path path) {
    return Files.isDirectory(path) || isPicture(path);
  }

  private static boolean isPicture(Path path) {
    for (String ending : ENDINGS) {
      if (FileNames.endsWith(path, ending)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Samples open(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return new Pictures(path, List.of(path), List.of());
    }
    List<Path> flat = pictures(path);
    List<Path> folders = list(path).stream().filter(each -> Files.isDirectory(each)).toList();
    if (!flat.isEmpty()) {
      return new Pictures(path, flat, List.of());
    }
    List<Path> files = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    for (Path folder : folders) {
      for (Path file : pictures(folder)) {
        files.add(file);
        labels.add(String.valueOf(folder.getFileName()));
      }
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException(
          "holds no pictures (" + String.join(", ", ENDINGS) + "), nor folders of pictures");
    }
    return new Pictures(path, files, labels);
  }

  private static List<Path> pictures(Path folder) throws IOException {
    return list(folder).stream()
        .filter(file -> isPicture(file) && Files.isRegularFile(file))
        .toList();
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
          .sorted()
          .toList();
    }
  }

  private static final class Pictures implements Samples {
    private final Path root;
    private final List<Path> files;
    private final List<String> labels;
    private final List<String> order;
    private final boolean numbers;

    Pictures(Path root, List<Path> files, List<String> labels) {
      this.root = root;
      this.files = files;
      this.labels = labels;
      this.order = List.copyOf(new TreeSet<>(labels));
      this.numbers = order.stream().allMatch(label -> label.matches("[0-9]{1,9}"));
    }

    @Override
    public List<String> names() {
      return labels.isEmpty() ? List.of("") : List.of("", "label", "label_name");
    }

    @Override
    public Set<String> pictures() {
      return Set.of("");
    }

    @Override
    public long count() {
      return files.size();
    }

    @Override
    public Map<String, Value> sample(long index) {
      int number = Math.toIntExact(index);
      Map<String, Value> sample = new LinkedHashMap<>();
      try {
        sample.put("", PictureFile.read(files.get(number)));
      } catch (IOException | IllegalArgumentException wrong) {
        throw new IllegalArgumentException(place(files.get(number)) + wrong.getMessage(), wrong);
      }
      if (!labels.isEmpty()) {
        String label = labels.get(number);
        int code = numbers ? Integer.parseInt(label) : order.indexOf(label);
        sample.put(
            "label", Value.OfTensor.of(Numbers.tensor(DataType.INT32, Shape.scalar(), code)));
        sample.put("label_name", Numbers.strings(Shape.scalar(), List.of(label)));
      }
      return sample;
    }

    /** The file in the folder; nothing where it is the only one, which is named already. */
    private String place(Path file) {
      return file.equals(root) ? "" : root.relativize(file) + " ";
    }

    @Override
    public void close() {}
  }
}
