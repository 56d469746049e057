package dev.coremill.core.mlpackage;

import com.google.protobuf.CodedOutputStream;
import dev.coremill.api.program.Program;
import dev.coremill.api.program.Value;
import dev.coremill.core.mlpackage.proto.ModelMessage;
import dev.coremill.core.mlpackage.proto.PipelineMessage;
import dev.coremill.core.mlpackage.proto.ProgramMessage;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Writes a changed copy of a package. Nothing is seen at the output's place until {@link #commit}
 * has written, checked and moved all of it; closing the writer before that leaves no trace.
 *
 * <p>A part that is never replaced keeps its message, and its blob files byte for byte; so do all
 * items that no program refers to. A replaced part gets a new blob file, in which only the values
 * are that were given to {@link #store} and {@link #keep}, in this order. A writer is for one
 * thread.
 */
public final class PackageWriter implements AutoCloseable {
  private final ModelPackage source;
  private final OutputFolder output;
  private final Arena arena = Arena.ofShared();
  private final Map<String, PartWriter> parts = new LinkedHashMap<>();
  private final Map<String, Set<String>> fileUsers;
  private boolean closed;

  private PackageWriter(ModelPackage source, OutputFolder output) {
    this.source = source;
    this.output = output;
    this.fileUsers = BlobUsers.of(source.message());
  }

  /**
   * Makes the temporary folder beside the output.
   *
   * @param source the package to start from; it must stay open until this writer is closed
   * @param output where the new package goes; an older package there is replaced at the end
   * @throws ProblemException if the output is the input or inside it, is something else than a
   *     package, or cannot be written
   */
  public static PackageWriter create(ModelPackage source, Path output) {
    return new PackageWriter(source, OutputFolder.create(source.folder(), output));
  }

  /**
   * Stores a new tensor: in the part's blob file if the format wants it there (10 elements or more
   * of a type that blob files hold), otherwise in the model.
   *
   * @return the value with its storage; it does not need the given tensor's memory any more, and
   *     can be read until this writer is committed or closed
   * @throws ProblemException if it cannot be written
   */
  public Value.OfTensor store(ProgramPart part, Value.OfTensor value) {
    return writer(part).store(value);
  }

  /**
   * Takes over a value of the source. A blob is copied to the part's new blob file once, however
   * many values refer to it.
   *
   * @return the value to use in the changed program
   * @throws ProblemException if it cannot be written
   */
  public Value keep(ProgramPart part, Value value) {
    return writer(part).keep(value);
  }

  /**
   * Replaces the program of a part.
   *
   * @param changed the program; every value of it was stored or kept
   * @param specificationVersion the specification version that it needs
   * @throws ProblemException if the part's message has fields that this version of Coremill cannot
   *     carry into a changed program
   * @throws IllegalArgumentException if a value was neither stored nor kept
   */
  public void replace(ProgramPart part, Program changed, int specificationVersion) {
    String unkept = source.unkept().get(part.path());
    if (unkept != null) {
      throw Failures.input(
          source.path(),
          unkept + " has fields of a newer format, which would be lost",
          "use a newer version of Coremill");
    }
    writer(part).replace(changed, specificationVersion);
  }

  /**
   * Writes everything that is left, brings it to the disk, reads it back, and moves it to its
   * place.
   *
   * @throws ProblemException if it cannot be written, or does not read back as it should; an older
   *     output is as it was then
   */
  public WrittenPackage commit() {
    return commit(_ -> {});
  }

  /**
   * The same, with a last check of the finished package before it is moved to its place.
   *
   * @param check is given where the package stands for now; what it throws leaves the older output
   *     as it was
   */
  public WrittenPackage commit(Consumer<Path> check) {
    WrittenPackage written = finish();
    check.accept(output.path());
    output.moveIntoPlace();
    return written;
  }

  /**
   * Writes and checks everything as {@link #commit} does, but for a look alone: closing the writer
   * deletes it.
   *
   * @param look is given where the package stands until then
   */
  public void show(Consumer<Path> look) {
    WrittenPackage _ = finish();
    look.accept(output.path());
  }

  private WrittenPackage finish() {
    requireOpen();
    Map<String, PartWriter> replaced = new LinkedHashMap<>();
    for (Map.Entry<String, PartWriter> each : parts.entrySet()) {
      if (each.getValue().program() == null) {
        each.getValue().discardBlobs();
      } else {
        replaced.put(each.getKey(), each.getValue());
      }
    }
    Set<Path> rewritten = new HashSet<>(replacedFiles(replaced.keySet()));
    for (PartWriter part : replaced.values()) {
      if (!part.hasBlobs() && rewritten.contains(part.blobPath())) {
        part.requireBlobFile(); // the manifest's item would be an empty folder otherwise
      }
      part.finish();
    }
    ModelMessage message = source.message();
    Path modelPath = source.path().relativize(source.modelFile());
    if (!replaced.isEmpty()) {
      message = rebuild(message, "", replaced);
      rewritten.add(modelPath);
      writeModel(message, output.path().resolve(modelPath.toString()));
      writeManifest(replaced, rewritten);
    }
    Folders.copy(source.folder(), output.path(), rewritten);
    Folders.forceFolders(output.path());
    WrittenPackage written = readBack(message, replaced);
    closeParts();
    return written;
  }

  /** Deletes the temporary folder, unless the package was committed. */
  @Override
  public void close() {
    try {
      closeParts();
    } finally {
      output.close();
    }
  }

  private void closeParts() {
    if (!closed) {
      closed = true;
      for (PartWriter part : parts.values()) {
        part.close();
      }
      arena.close();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the writer is closed");
    }
  }

  private PartWriter writer(ProgramPart part) {
    requireOpen();
    PartWriter writer = parts.get(part.path());
    if (writer == null) {
      writer =
          new PartWriter(
              source.blobs(),
              output.path(),
              blobFileName(part.path()),
              part.specificationVersion(),
              arena);
      parts.put(part.path(), writer);
    }
    return writer;
  }

  /**
   * The name of a part's new blob file: that of its old one, unless another part uses that too or
   * there is none.
   */
  private String blobFileName(String partPath) {
    for (Map.Entry<String, Set<String>> each : fileUsers.entrySet()) {
      if (each.getValue().size() == 1
          && each.getValue().contains(partPath)
          && source.blobs().opened().containsKey(each.getKey())) {
        return each.getKey();
      }
    }
    String prefix = partPath.isEmpty() ? "" : partPath.replace('/', '-');
    for (int attempt = 0; ; attempt++) {
      String name =
          BlobFiles.MODEL_PATH
              + "weights/"
              + prefix
              + "weight"
              + (attempt == 0 ? "" : "-" + attempt)
              + ".bin";
      Path path = source.path().resolve(source.blobs().relativePath(name).toString());
      if (!Files.exists(path) && !fileUsers.containsKey(name)) {
        return name;
      }
    }
  }

  /** The old blob files that only replaced parts used; they are not copied. */
  private Set<Path> replacedFiles(Set<String> replaced) {
    Set<Path> files = new HashSet<>();
    for (Map.Entry<String, Set<String>> each : fileUsers.entrySet()) {
      if (replaced.containsAll(each.getValue())
          && source.blobs().opened().containsKey(each.getKey())) {
        files.add(source.blobs().relativePath(each.getKey()));
      }
    }
    return files;
  }

  private ModelMessage rebuild(
      ModelMessage message, String path, Map<String, PartWriter> replaced) {
    if (message.hasMlProgram()) {
      PartWriter part = replaced.get(path);
      ProgramMessage program = part == null ? null : part.program();
      return part == null || program == null
          ? message
          : message.toBuilder()
              .setMlProgram(program)
              .setSpecificationVersion(part.newVersion())
              .build();
    }
    PipelineMessage pipeline = ModelKinds.pipeline(message);
    if (pipeline == null) {
      return message;
    }
    PipelineMessage.Builder changed = pipeline.toBuilder();
    int version = message.getSpecificationVersion();
    for (int i = 0; i < pipeline.getModelsCount(); i++) {
      ModelMessage part = rebuild(pipeline.getModels(i), path + i + "/", replaced);
      changed.setModels(i, part);
      version = Math.max(version, part.getSpecificationVersion());
    }
    ModelMessage.Builder model = message.toBuilder().setSpecificationVersion(version);
    switch (message.getKindCase()) {
      case PIPELINE_CLASSIFIER -> model.getPipelineClassifierBuilder().setPipeline(changed);
      case PIPELINE_REGRESSOR -> model.getPipelineRegressorBuilder().setPipeline(changed);
      case PIPELINE -> model.setPipeline(changed);
      case ML_PROGRAM, KIND_NOT_SET -> {}
    }
    return model.build();
  }

  private static void writeModel(ModelMessage message, Path path) {
    try {
      Files.createDirectories(path.getParent());
      try (OutputStream file = Files.newOutputStream(path, StandardOpenOption.CREATE_NEW)) {
        // Maps are written in the order of the program, which is the order they were read in;
        // protobuf's own deterministic mode would sort them.
        CodedOutputStream coded = CodedOutputStream.newInstance(file, 1 << 16);
        message.writeTo(coded);
        coded.flush();
      }
      Folders.force(path);
    } catch (IOException cause) {
      throw Failures.writing(path, cause);
    }
  }

  /** Adds an item where a part has a blob file that no item of the manifest covers. */
  private void writeManifest(Map<String, PartWriter> replaced, Set<Path> rewritten) {
    for (PartWriter part : replaced.values()) {
      if (part.hasBlobs() && !source.manifest().covers(part.blobPath())) {
        Path weights = part.blobPath().getParent();
        String item = Manifest.DATA.relativize(weights).toString().replace('\\', '/');
        Path path = output.path().resolve(Manifest.NAME);
        try {
          Files.write(path, source.manifest().textWithWeights(item), StandardOpenOption.CREATE_NEW);
          Folders.force(path);
        } catch (IOException cause) {
          throw Failures.writing(path, cause);
        }
        rewritten.add(Path.of(Manifest.NAME));
        return; // all new blob files are in this one folder
      }
    }
  }

  private WrittenPackage readBack(ModelMessage expected, Map<String, PartWriter> replaced) {
    try (ModelPackage written = ModelPackage.open(output.path())) {
      for (PartWriter part : replaced.values()) {
        if (part.hasBlobs()) {
          written.blobs().file(part.fileName(), "the new blob file").requireSound();
        }
      }
      if (!written.message().equals(expected)) {
        throw Failures.failed(
            output.output(), "does not read back as it was written", "check the disk");
      }
      return new WrittenPackage(output.output(), written.size(), written.weightBytes());
    } catch (ProblemException cause) {
      if (cause.problems().getFirst().kind() == Problem.Kind.FAILED) {
        throw cause;
      }
      throw new ProblemException(
          Problem.failed(
              output.output().toString(),
              "does not read back as it was written: " + cause.getMessage(),
              "check the disk"),
          cause);
    }
  }
}
