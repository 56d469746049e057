import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks that every Java source below a folder stands as google-java-format writes it, or rewrites
 * those that do not: {@code java Format.java check|apply FOLDER}. What has not changed since the
 * last good check is not read again.
 */
class Format {
  private static final List<String> SKIPPED_FOLDERS = List.of(".git", "resources");

  public static void main(String[] arguments) throws Exception {
    boolean apply = arguments[0].equals("apply");
    Path root = Path.of(arguments[1]);
    Path stamp = root.resolve("target/formatted");
    FileTime started = FileTime.fromMillis(System.currentTimeMillis());
    FileTime checked =
        Files.exists(stamp) ? Files.getLastModifiedTime(stamp) : FileTime.fromMillis(0);

    List<Path> wrong =
        sourcesNewerThan(checked, root).parallelStream()
            .filter(source -> !isFormatted(source, apply))
            .toList();
    for (Path source : wrong) {
      System.err.println((apply ? "formatted " : "not formatted: ") + root.relativize(source));
    }
    if (!wrong.isEmpty() && !apply) {
      System.err.println("To format them: ./mvnw -q -N verify -Dformat=apply");
      System.exit(1);
    }
    Files.createDirectories(stamp.getParent());
    Files.write(stamp, new byte[0]);
    Files.setLastModifiedTime(stamp, started);
  }

  private static List<Path> sourcesNewerThan(FileTime checked, Path root) throws Exception {
    List<Path> sources = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            // A package may be called target too; the build's folder stands beside a POM.
            boolean built =
                folder.endsWith("target") && Files.exists(folder.resolveSibling("pom.xml"));
            return built || SKIPPED_FOLDERS.contains(String.valueOf(folder.getFileName()))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")
                && attributes.lastModifiedTime().compareTo(checked) >= 0) {
              sources.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return sources;
  }

  private static boolean isFormatted(Path source, boolean apply) {
    try {
      String text = Files.readString(source);
      String formatted =
          new Formatter().formatSourceAndFixImports(RemoveUnusedImports.removeUnusedImports(text));
      if (apply && !formatted.equals(text)) {
        Files.writeString(source, formatted);
      }
      return formatted.equals(text);
    } catch (Exception e) {
      throw new IllegalStateException(source + ": " + e.getMessage(), e);
    }
  }
}
