package dev.coremill.core.mlpackage;

import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.problem.Suggestions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Lets packages in, and tells everything else what it is and where to go. */
final class Doorman {
  private Doorman() {}

  /**
   * Passes a folder with a manifest.
   *
   * @throws ProblemException if the path is anything else
   */
  static void requirePackage(Path path) {
    if (!Files.exists(path)) {
      throw Failures.input(path, "there is no such package", nearest(path));
    }
    String name = path.toAbsolutePath().normalize().toString();
    if (!Files.isDirectory(path)) {
      if (!Files.isRegularFile(path)) {
        throw Failures.input(path, "is no package", "give the .mlpackage folder");
      }
      throw file(path, name);
    }
    if (Files.isRegularFile(path.resolve(Manifest.NAME))) {
      return;
    }
    if (name.endsWith(".mlmodelc")
        || Files.exists(path.resolve("coremldata.bin"))
        || Files.exists(path.resolve("model.mil"))) {
      throw Failures.input(
          path,
          "is a compiled model, which cannot be changed",
          "give the .mlpackage that it was compiled from");
    }
    throw Failures.input(
        path, "is a folder without a Manifest.json, so it is no package", packageInside(path));
  }

  private static ProblemException file(Path path, String name) {
    if (isZip(path)) {
      return Failures.input(
          path, "is a zip archive", "unzip it and give the .mlpackage folder inside");
    }
    boolean named = name.endsWith(".mlmodel");
    if (named || name.endsWith(".mlpackage")) {
      String kind = kind(path, named);
      if (kind.isEmpty() && !named) {
        return Failures.input(path, "is a file, and a package is a folder", "give the folder");
      }
      if (kind.equals("mlProgram")) {
        return Failures.input(
            path,
            "is the model file of an ML program alone, without its package",
            "give the .mlpackage folder that it belongs to");
      }
      return Failures.input(
          path,
          "is a model of kind " + (kind.isEmpty() ? "unknown" : kind) + ", not an ML program",
          "convert it to an ML program with coremltools: deployment target iOS15 or later");
    }
    return Failures.input(path, "is a file, and a package is a folder", "give the folder");
  }

  /**
   * The kind of the model in a file.
   *
   * @param named whether its name says that it is one, so that damage is worth telling
   */
  private static String kind(Path path, boolean named) {
    try {
      return ModelKinds.kind(ModelFile.read(path));
    } catch (ProblemException noModel) {
      if (named) {
        throw noModel;
      }
      return "";
    }
  }

  private static boolean isZip(Path path) {
    try (InputStream input = Files.newInputStream(path)) {
      byte[] start = input.readNBytes(4);
      return start.length == 4
          && start[0] == 'P'
          && start[1] == 'K'
          && start[2] == 3
          && start[3] == 4;
    } catch (IOException cause) {
      throw Failures.reading(path, cause);
    }
  }

  /** Offers the neighbour whose name is most like the missing one's. */
  private static String nearest(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    Path name = absolute.getFileName();
    if (parent == null || name == null) {
      return "give the .mlpackage folder";
    }
    if (!Files.isDirectory(parent)) {
      return "the folder " + parent + " does not exist either";
    }
    Optional<String> near = Suggestions.nearest(name.toString(), packages(parent));
    return near.map(known -> "did you mean '" + known + "'?").orElse("check the path");
  }

  private static String packageInside(Path path) {
    List<String> inside = packages(path);
    return inside.size() == 1
        ? "did you mean '" + path.resolve(inside.getFirst()) + "'?"
        : "give the .mlpackage folder";
  }

  private static List<String> packages(Path folder) {
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".mlpackage"))
          .sorted()
          .forEach(names::add);
    } catch (IOException unreadable) {
      return List.of(); // only a hint is lost
    }
    return names;
  }
}
