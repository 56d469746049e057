package dev.coremill.core.mlpackage;

import dev.coremill.core.mlpackage.proto.ModelMessage;
import dev.coremill.core.problem.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * An open package. Its blob files are mapped into memory: the tensors of its programs are views on
 * them, valid until the package is closed.
 */
public final class ModelPackage implements AutoCloseable {
  private final Path path;
  private final PackageFolder folder;
  private final Manifest manifest;
  private final Path modelFile;
  private final ModelMessage message;
  private final BlobFiles blobs;
  private final Model model;
  private final List<ProgramPart> programs;
  private final Map<String, String> unkept;
  private final long size;

  private ModelPackage(
      Path path,
      PackageFolder folder,
      Manifest manifest,
      Path modelFile,
      ModelMessage message,
      BlobFiles blobs) {
    this.path = path;
    this.folder = folder;
    this.manifest = manifest;
    this.modelFile = modelFile;
    this.message = message;
    this.blobs = blobs;
    ModelDecoder decoder = new ModelDecoder(blobs);
    String name = path.toAbsolutePath().normalize().getFileName().toString();
    int dot = name.lastIndexOf('.');
    this.model = decoder.model(message, "", dot > 0 ? name.substring(0, dot) : name);
    this.programs = List.copyOf(decoder.programs());
    this.unkept = decoder.unkept();
    this.size = Folders.size(path);
  }

  /**
   * Opens a package: reads its manifest and model, and checks every blob that a program uses. Data
   * of blobs is not read.
   *
   * @throws ProblemException if there is no package, or if it is damaged
   */
  public static ModelPackage open(Path path) {
    Doorman.requirePackage(path);
    PackageFolder folder = new PackageFolder(path);
    Manifest manifest = Manifest.read(folder);
    Path manifestFile = path.resolve(Manifest.NAME);
    for (Map.Entry<String, String> item : manifest.items().entrySet()) {
      String user = "item '" + item.getKey() + "'";
      Path file = folder.inside(Manifest.DATA, item.getValue(), user);
      if (!Files.exists(file)) {
        throw Failures.input(
            manifestFile,
            "names the item '" + item.getValue() + "', which is missing",
            "copy the whole package again");
      }
    }
    Path modelFile = folder.inside(Manifest.DATA, manifest.rootItem(), "the root model");
    if (!Files.isRegularFile(modelFile)) {
      throw Failures.input(
          manifestFile,
          "names '" + manifest.rootItem() + "' as the root model, which is no file",
          "copy the whole package again");
    }
    BlobFiles blobs = new BlobFiles(folder, modelFile);
    boolean opened = false;
    try {
      ModelMessage message = ModelFile.read(modelFile);
      if (!message.hasDescription() && ModelKinds.kind(message).isEmpty()) {
        throw Failures.input(modelFile, "holds no model", "copy or save the package again");
      }
      ModelPackage result = new ModelPackage(path, folder, manifest, modelFile, message, blobs);
      opened = true;
      return result;
    } catch (OutOfMemoryError cause) {
      throw Failures.failed(
          modelFile,
          "takes more memory than there is (" + cause.getMessage() + ")",
          "give Java more memory with -Xmx, if you trust this file");
    } finally {
      if (!opened) {
        blobs.close();
      }
    }
  }

  /** Where the package is, as it was given. */
  public Path path() {
    return path;
  }

  /** The whole model. */
  public Model model() {
    return model;
  }

  /** Every ML program, those inside pipelines too, in order; empty for other kinds of models. */
  public List<ProgramPart> programs() {
    return programs;
  }

  /** Bytes of all files of the package. */
  public long size() {
    return size;
  }

  PackageFolder folder() {
    return folder;
  }

  Manifest manifest() {
    return manifest;
  }

  Path modelFile() {
    return modelFile;
  }

  ModelMessage message() {
    return message;
  }

  BlobFiles blobs() {
    return blobs;
  }

  Map<String, String> unkept() {
    return unkept;
  }

  /** Unmaps the blob files; tensors of the programs cannot be read any more. */
  @Override
  public void close() {
    blobs.close();
  }

  /** Bytes of the blob files that the programs use. */
  long weightBytes() {
    return blobs.size();
  }
}
