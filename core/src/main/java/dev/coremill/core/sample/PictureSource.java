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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A picture, or a folder of pictures in the order of their names. Where the pictures stand in
 * folders inside it, the folder's name is the label: the number if all names are numbers, otherwise
 * the place of the name among all in their order, with the name itself as {@code label_name}.
 */
public final class PictureSource implements SampleSource {
  private static final List<String> ENDINGS =
      List.of(".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff");

  /** Pictures that the JDK has no decoder for. */
  private static final List<String> UNREADABLE =
      List.of(".webp", ".heic", ".heif", ".avif", ".jp2", ".jxl");

  @Override
  public String format() {
    return "pictures";
  }

  @Override
  public boolean accepts(Path path) {
    return Files.isDirectory(path) || isPicture(path);
  }

  private static boolean isPicture(Path path) {
    return FileNames.endsWith(path, ENDINGS);
  }

  @Override
  public Samples open(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return new Pictures(path, List.of(path), List.of(), List.of());
    }
    List<Path> flat = pictures(path);
    List<Path> folders = list(path).stream().filter(each -> Files.isDirectory(each)).toList();
    List<Path> files = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    for (Path folder : folders) {
      names.add(String.valueOf(folder.getFileName()));
      for (Path file : pictures(folder)) {
        files.add(file);
        labels.add(names.getLast());
      }
      refuseDeeper(path, folder);
    }
    if (files.isEmpty() && flat.isEmpty()) {
      throw new IllegalArgumentException(
          "holds no pictures (" + String.join(", ", ENDINGS) + "), nor folders of pictures");
    }
    if (files.isEmpty()) {
      return new Pictures(path, flat, List.of(), List.of());
    }
    if (!flat.isEmpty()) {
      throw new IllegalArgumentException(
          "holds pictures ("
              + flat.getFirst().getFileName()
              + ") beside folders of pictures ("
              + path.relativize(files.getFirst())
              + "), which are labels; name one of the folders, or move the pictures into one");
    }
    return new Pictures(path, files, labels, names);
  }

  /** Pictures whose label is not clear are not passed over in silence. */
  private static void refuseDeeper(Path root, Path folder) throws IOException {
    for (Path inside : list(folder)) {
      List<Path> found = Files.isDirectory(inside) ? pictures(inside) : List.of();
      if (!found.isEmpty()) {
        throw new IllegalArgumentException(
            "holds pictures two folders deep ("
                + root.relativize(found.getFirst())
                + "); the folders of labels hold the pictures themselves");
      }
    }
  }

  private static List<Path> pictures(Path folder) throws IOException {
    List<Path> pictures = new ArrayList<>();
    for (Path file : list(folder)) {
      if (!Files.isDirectory(file) && FileNames.endsWith(file, UNREADABLE)) {
        throw new IllegalArgumentException(
            "holds "
                + file.getFileName()
                + ", which is a picture of a format that cannot be read; convert it to PNG, or move"
                + " it out of the folder");
      }
      if (isPicture(file) && Files.isRegularFile(file)) {
        pictures.add(file);
      }
    }
    return pictures;
  }

  /** What is in a folder, in the same order on every system. */
  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
          .sorted(Comparator.comparing(file -> String.valueOf(file.getFileName())))
          .toList();
    }
  }

  private static final class Pictures implements Samples {
    private final Path root;
    private final List<Path> files;
    private final List<String> labels;
    private final List<String> order;
    private final boolean numbers;

    /**
     * Pictures.
     *
     * @param labels the label of each; empty where there are none
     * @param order all labels, those without pictures too, in their order
     */
    Pictures(Path root, List<Path> files, List<String> labels, List<String> order) {
      this.root = root;
      this.files = files;
      this.labels = labels;
      this.order = order;
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
