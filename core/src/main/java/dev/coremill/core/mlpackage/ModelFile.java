package dev.coremill.core.mlpackage;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.coremill.core.mlpackage.proto.ModelMessage;
import dev.coremill.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads model files. */
final class ModelFile {
  /** What JVMs can hold in an array. */
  private static final long LARGEST = Integer.MAX_VALUE - 8;

  /** How many times its size a model file may take in memory, at the least. */
  private static final int EXPANSION = 3;

  private ModelFile() {}

  /**
   * Reads a model file. Large fields of the message are views on the bytes of the file.
   *
   * @throws ProblemException if it cannot be read, is too large, or is no model
   */
  static ModelMessage read(Path path) {
    byte[] bytes;
    try {
      long size = Files.size(path);
      if (size > LARGEST) {
        throw Failures.input(
            path,
            "has " + size + " bytes, and a model file may have 2 GiB at most",
            "save the model with its weights in a blob file");
      }
      if (size > Runtime.getRuntime().maxMemory() / EXPANSION) {
        throw Failures.failed(
            path,
            "has " + size + " bytes, too many for the memory at hand",
            "give Java more memory with -Xmx");
      }
      bytes = Files.readAllBytes(path);
    } catch (IOException cause) {
      throw Failures.reading(path, cause);
    }
    try {
      CodedInputStream input = CodedInputStream.newInstance(bytes);
      input.enableAliasing(true);
      ModelMessage.Builder message = ModelMessage.newBuilder();
      message.mergeFrom(input);
      input.checkLastTagWas(0);
      return message.build();
    } catch (InvalidProtocolBufferException cause) {
      String text = String.valueOf(cause.getMessage());
      if (text.contains("too many levels of nesting")) {
        throw Failures.input(
            path, "nests its blocks, types or values too deeply", "at most 100 levels are read");
      }
      throw Failures.input(
          path, "is no sound model file: " + reason(text), "copy or save the package again");
    } catch (IOException cause) {
      throw Failures.reading(path, cause);
    }
  }

  /** What protobuf's message means for a model; its own is made for programmers. */
  private static String reason(String text) {
    if (text.contains("truncated")) {
      return "it is cut off";
    }
    if (text.contains("too large")) {
      return "a part of it says that it is longer than the file";
    }
    if (text.contains("UTF-8")) {
      return "a name in it is no UTF-8 text";
    }
    return "its bytes make no sense";
  }
}
