package dev.coremill.core.yaml;

import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.dataformat.yaml.YAMLFactory;

/** Reads a YAML or JSON text into a tree. Files are untrusted: size and depth are limited. */
public final class YamlReader {
  /** The longest file that is read. */
  public static final int MAXIMUM_BYTES = 4 << 20;

  /** How deep lists and mappings may be nested. */
  public static final int MAXIMUM_DEPTH = 100;

  private YamlReader() {}

  /**
   * Reads a file.
   *
   * @param problems receives what is wrong but does not hide the rest of the file, such as a key
   *     that stands twice
   * @throws ProblemException if the file cannot be read, is too long, or is no YAML; those found
   *     before are included
   */
  public static Node read(Path file, List<Problem> problems) {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAXIMUM_BYTES + 1);
    } catch (NoSuchFileException missing) {
      throw new ProblemException(
          Problem.input(file.toString(), "there is no such file", "check the path"), missing);
    } catch (IOException unreadable) {
      String reason = Files.isDirectory(file) ? "is a folder" : "cannot be read";
      throw new ProblemException(
          Problem.input(file.toString(), reason, "name a readable file"), unreadable);
    }
    if (bytes.length > MAXIMUM_BYTES) {
      throw new ProblemException(
          Problem.input(
              file.toString(), "is longer than 4 MiB", "no configuration needs that; shorten it"));
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notText) {
      throw new ProblemException(
          Problem.input(file.toString(), "is no UTF-8 text", "save it as UTF-8"), notText);
    }
    return parse(file.toString(), text, problems);
  }

  /**
   * Reads a text.
   *
   * @param source the name that positions carry
   * @param problems receives what is wrong but does not hide the rest
   */
  public static Node parse(String source, String text, List<Problem> problems) {
    YAMLFactory factory =
        YAMLFactory.builder()
            .loadSettings(
                org.snakeyaml.engine.v2.api.LoadSettings.builder()
                    .setCodePointLimit(MAXIMUM_BYTES + 1)
                    .build())
            .disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(2 * MAXIMUM_DEPTH).build())
            .build();
    String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
    return new TreeBuilder(source, factory, asYaml(withoutMark), problems).build();
  }

  /** JSON may be indented by tabs, which YAML forbids; a space for each keeps the columns. */
  private static String asYaml(String text) {
    String stripped = text.stripLeading();
    boolean mayBeJson = stripped.startsWith("{") || stripped.startsWith("[");
    if (!mayBeJson || text.indexOf('\t') < 0) {
      return text;
    }
    StringBuilder spaced = new StringBuilder(text);
    boolean indenting = true;
    for (int i = 0; i < spaced.length(); i++) {
      char letter = spaced.charAt(i);
      if (indenting && letter == '\t') {
        spaced.setCharAt(i, ' ');
      }
      indenting = letter == '\n' || (indenting && (letter == ' ' || letter == '\t'));
    }
    return spaced.toString();
  }

  /**
   * Reads a value that a command-line argument gives, written as in YAML: {@code 4}, {@code [1,
   * 2]}.
   *
   * @param argument the words to show as its place
   */
  public static Node parseArgument(String argument, String text, List<Problem> problems) {
    Position position = Position.argument(argument);
    if (text.isBlank()) {
      return new Node.Scalar(position, Node.Scalar.Kind.NONE, "");
    }
    return at(position, parse(argument, text, problems));
  }

  private static Node at(Position position, Node node) {
    return switch (node) {
      case Node.Scalar scalar -> new Node.Scalar(position, scalar.kind(), scalar.text());
      case Node.Sequence sequence ->
          new Node.Sequence(
              position, sequence.items().stream().map(item -> at(position, item)).toList());
      case Node.Mapping mapping ->
          new Node.Mapping(
              position,
              mapping.entries().stream()
                  .map(e -> new Node.Entry(e.key(), position, at(position, e.value())))
                  .toList());
    };
  }
}
