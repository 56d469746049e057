package dev.coremill.core.yaml;

import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/** Walks the tokens of one text once. */
final class TreeBuilder {
  private final String source;
  private final YAMLFactory factory;
  private final String text;
  private final List<Problem> problems;

  TreeBuilder(String source, YAMLFactory factory, String text, List<Problem> problems) {
    this.source = source;
    this.factory = factory;
    this.text = text;
    this.problems = problems;
  }

  Node build() {
    try (YAMLParser parser = (YAMLParser) factory.createParser(ObjectReadContext.empty(), text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw fatal(source, "is empty", "", null);
      }
      Node root = node(parser, first, 1);
      if (parser.nextToken() != null) {
        throw fatal(
            place(parser), "a second document begins here", "keep one document in a file", null);
      }
      return root;
    } catch (JacksonException syntax) {
      throw syntaxProblem(syntax);
    } catch (YamlEngineException syntax) {
      throw syntaxProblem(syntax);
    }
  }

  private Node node(YAMLParser parser, JsonToken token, int depth) {
    Position position = position(parser);
    if (depth > YamlReader.MAXIMUM_DEPTH) {
      throw fatal(
          position.toString(),
          "lists and mappings are nested more than " + YamlReader.MAXIMUM_DEPTH + " deep",
          "no configuration needs that; flatten it",
          null);
    }
    if (parser.isCurrentAlias()) {
      throw fatal(
          position.toString(),
          "'*" + parser.getString() + "' is an alias, which is not supported",
          "write the value out",
          null);
    }
    if (parser.getRawTag() != null) {
      throw fatal(
          position.toString(),
          "the tag '" + parser.getRawTag() + "' is not supported",
          "write the plain value",
          null);
    }
    return switch (token) {
      case START_OBJECT -> mapping(parser, position, depth);
      case START_ARRAY -> sequence(parser, position, depth);
      case VALUE_STRING -> scalar(position, Node.Scalar.Kind.TEXT, parser);
      case VALUE_NUMBER_INT -> scalar(position, Node.Scalar.Kind.WHOLE_NUMBER, parser);
      case VALUE_NUMBER_FLOAT -> scalar(position, Node.Scalar.Kind.DECIMAL, parser);
      case VALUE_TRUE, VALUE_FALSE -> scalar(position, Node.Scalar.Kind.TRUTH, parser);
      case VALUE_NULL -> new Node.Scalar(position, Node.Scalar.Kind.NONE, "");
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
          throw fatal(position.toString(), "a value is expected here", "", null);
    };
  }

  private static Node scalar(Position position, Node.Scalar.Kind kind, YAMLParser parser) {
    String text = parser.getString();
    /* The parser takes YAML's other word for nothing for a text. */
    return text.equals("~")
        ? new Node.Scalar(position, Node.Scalar.Kind.NONE, "")
        : new Node.Scalar(position, kind, text);
  }

  private Node sequence(YAMLParser parser, Position position, int depth) {
    List<Node> items = new ArrayList<>();
    for (JsonToken token = next(parser); token != JsonToken.END_ARRAY; token = next(parser)) {
      items.add(node(parser, token, depth + 1));
    }
    return new Node.Sequence(position, items);
  }

  private Node mapping(YAMLParser parser, Position position, int depth) {
    Map<String, Node.Entry> entries = new LinkedHashMap<>();
    for (JsonToken token = next(parser); token != JsonToken.END_OBJECT; token = next(parser)) {
      String key = parser.currentName();
      Position keyPosition = position(parser);
      Node value = node(parser, next(parser), depth + 1);
      Node.Entry before = entries.putIfAbsent(key, new Node.Entry(key, keyPosition, value));
      if (before != null) {
        problems.add(
            Problem.input(
                keyPosition.toString(),
                "'"
                    + key
                    + "' stands here a second time, first in line "
                    + before.position().line(),
                "keep one of them"));
      }
    }
    return new Node.Mapping(position, new ArrayList<>(entries.values()));
  }

  private JsonToken next(YAMLParser parser) {
    JsonToken token = parser.nextToken();
    if (token == null) {
      throw fatal(place(parser), "the text ends too early", "", null);
    }
    return token;
  }

  private Position position(YAMLParser parser) {
    TokenStreamLocation location = parser.currentTokenLocation();
    return new Position(source, location.getLineNr(), location.getColumnNr());
  }

  private String place(YAMLParser parser) {
    return position(parser).toString();
  }

  private ProblemException syntaxProblem(RuntimeException failure) {
    MarkedYamlEngineException marked = marked(failure);
    if (marked != null) {
      Optional<Mark> mark = marked.getProblemMark();
      String place =
          mark.map(m -> new Position(source, m.getLine() + 1, m.getColumn() + 1).toString())
              .orElse(source);
      String message = marked.getProblem();
      if (marked.getContext() != null && !marked.getContext().isBlank()) {
        message = marked.getContext() + ": " + message;
      }
      return fatal(place, "no valid YAML: " + oneLine(message), "", failure);
    }
    if (failure instanceof JacksonException jackson) {
      TokenStreamLocation location = jackson.getLocation();
      String place =
          location == null || location.getLineNr() < 1
              ? source
              : new Position(source, location.getLineNr(), location.getColumnNr()).toString();
      return fatal(place, "no valid YAML: " + oneLine(jackson.getOriginalMessage()), "", failure);
    }
    return fatal(source, "no valid YAML: " + oneLine(failure.getMessage()), "", failure);
  }

  private static @Nullable MarkedYamlEngineException marked(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof MarkedYamlEngineException marked) {
        return marked;
      }
    }
    return null;
  }

  private static String oneLine(@Nullable String message) {
    return message == null ? "unreadable" : message.strip().lines().findFirst().orElse("").strip();
  }

  private ProblemException fatal(
      String place, String message, String mend, @Nullable Throwable cause) {
    problems.add(Problem.input(place, message, mend));
    ProblemException all = new ProblemException(problems);
    if (cause != null) {
      all.initCause(cause);
    }
    return all;
  }
}
