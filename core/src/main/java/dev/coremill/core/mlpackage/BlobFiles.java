package dev.coremill.core.mlpackage;

import dev.coremill.core.problem.ProblemException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The blob files of a package, mapped when a program first refers to them. */
final class BlobFiles implements AutoCloseable {
  /** How programs name the folder that the model file is in. */
  static final String MODEL_PATH = "@model_path/";

  private final PackageFolder folder;
  private final Path modelFolder;
  private final Arena arena = Arena.ofShared();
  private final Map<String, BlobFile> files = new LinkedHashMap<>();

  BlobFiles(PackageFolder folder, Path modelFile) {
    this.folder = folder;
    this.modelFolder = folder.root().relativize(modelFile).resolveSibling("");
  }

  /** The files that programs referred to, by the names that they used. */
  Map<String, BlobFile> opened() {
    return files;
  }

  /** Where the package is. */
  Path packagePath() {
    return folder.root();
  }

  /** The path of a blob file relative to the package, whether or not it exists. */
  Path relativePath(String fileName) {
    return modelFolder.resolve(fileName.substring(MODEL_PATH.length())).normalize();
  }

  /**
   * The file of a name.
   *
   * @param fileName as programs write it
   * @param user what refers to it, for the message
   * @throws ProblemException if there is no such file in the package, or it is no blob file
   */
  BlobFile file(String fileName, String user) {
    BlobFile known = files.get(fileName);
    if (known != null) {
      return known;
    }
    if (!fileName.startsWith(MODEL_PATH)) {
      throw Failures.input(
          folder.root(),
          user + ": the blob file '" + fileName + "' does not start with " + MODEL_PATH,
          "only files inside the package are read");
    }
    String relative = fileName.substring(MODEL_PATH.length());
    Path path = folder.inside(modelFolder, relative, user);
    if (!folder.root().resolve(modelFolder).resolve(relative).equals(path)) {
      // Every file has one name, so that nobody overwrites a file that another name refers to.
      throw Failures.input(
          folder.root(),
          user + ": the blob file '" + fileName + "' is written in a roundabout way",
          "save the package again");
    }
    if (!Files.isRegularFile(path)) {
      throw Failures.input(
          folder.root(),
          user + ": the blob file '" + fileName + "' is missing",
          "copy the whole package again");
    }
    BlobFile opened = BlobFile.open(path, arena);
    files.put(fileName, opened);
    return opened;
  }

  /** Bytes of all opened files. */
  long size() {
    long size = 0;
    for (BlobFile file : files.values()) {
      size += file.size();
    }
    return size;
  }

  @Override
  public void close() {
    arena.close();
  }
}
