package dev.coremill.core.yaml;

import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Walks the events of one text once. They come from the parser below Jackson's: Jackson's own
 * prepares tables of powers of ten first, which takes longer than all the rest of a start.
 */
final class TreeBuilder {
  private final String source;
  private final List<Problem> problems;
  private final ParserImpl events;

  TreeBuilder(String source, String text, List<Problem> problems) {
    this.source = source;
    this.problems = problems;
    LoadSettings settings =
        LoadSettings.builder().setCodePointLimit(YamlReader.MAXIMUM_BYTES + 1).build();
    this.events = new ParserImpl(settings, new StreamReader(settings, text));
  }

  Node build() {
    try {
      skip(Event.ID.StreamStart);
      if (events.peekEvent().getEventId() == Event.ID.StreamEnd) {
        throw fatal(source, "is empty", "", null);
      }
      skip(Event.ID.DocumentStart);
      Node root = node(events.next(), 1);
      skip(Event.ID.DocumentEnd);
      Event after = events.next();
      if (after.getEventId() == Event.ID.DocumentStart) {
        String place = position(events.peekEvent()).toString();
        throw fatal(place, "a second document begins here", "keep one document in a file", null);
      }
      return root;
    } catch (YamlEngineException syntax) {
      throw syntaxProblem(syntax);
    }
  }

  private void skip(Event.ID expected) {
    Event event = events.next();
    if (event.getEventId() != expected) {
      throw new IllegalStateException("expected " + expected + ", found " + event);
    }
  }

  private Node node(Event event, int depth) {
    Position position = position(event);
    if (depth > YamlReader.MAXIMUM_DEPTH) {
      throw fatal(
          position.toString(),
          "lists and mappings are nested more than " + YamlReader.MAXIMUM_DEPTH + " deep",
          "no configuration needs that; flatten it",
          null);
    }
    return switch (event) {
      case MappingStartEvent start -> {
        refuseTag(start.getTag(), position);
        yield mapping(position, depth);
      }
      case SequenceStartEvent start -> {
        refuseTag(start.getTag(), position);
        yield sequence(position, depth);
      }
      case ScalarEvent scalar -> {
        refuseTag(scalar.getTag(), position);
        yield scalar.isPlain()
            ? PlainScalar.at(position, scalar.getValue())
            : new Node.Scalar(position, Node.Scalar.Kind.TEXT, scalar.getValue());
      }
      case AliasEvent alias ->
          throw fatal(
              position.toString(),
              "'*" + alias.getAlias().getValue() + "' is an alias, which is not supported",
              "write the value out",
              null);
      default -> throw new IllegalStateException("no value: " + event);
    };
  }

  private void refuseTag(Optional<String> tag, Position position) {
    if (tag.isPresent() && !tag.get().equals("!")) {
      throw fatal(
          position.toString(),
          "the tag '" + tag.get() + "' is not supported",
          "write the plain value",
          null);
    }
  }

  private Node sequence(Position position, int depth) {
    List<Node> items = new ArrayList<>();
    Event event = events.next();
    while (event.getEventId() != Event.ID.SequenceEnd) {
      items.add(node(event, depth + 1));
      event = events.next();
    }
    return new Node.Sequence(position, items);
  }

  private Node mapping(Position position, int depth) {
    Map<String, Node.Entry> entries = new LinkedHashMap<>();
    Event event = events.next();
    while (event.getEventId() != Event.ID.MappingEnd) {
      Position keyPosition = position(event);
      String key = key(event, keyPosition);
      Node value = node(events.next(), depth + 1);
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
      event = events.next();
    }
    return new Node.Mapping(position, new ArrayList<>(entries.values()));
  }

  private String key(Event event, Position position) {
    if (event instanceof ScalarEvent scalar) {
      return scalar.getValue();
    }
    throw fatal(
        position.toString(), "a list or mapping stands as a key", "use a word as the key", null);
  }

  private Position position(Event event) {
    Optional<Mark> mark = event.getStartMark();
    return mark.map(this::position).orElseGet(() -> new Position(source, 0, 0));
  }

  private Position position(Mark mark) {
    return new Position(source, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private ProblemException syntaxProblem(YamlEngineException failure) {
    String place = source;
    String message = failure.getMessage();
    if (failure instanceof MarkedYamlEngineException marked) {
      place = marked.getProblemMark().map(mark -> position(mark).toString()).orElse(source);
      message = marked.getProblem();
      if (marked.getContext() != null && !marked.getContext().isBlank()) {
        message = marked.getContext() + ": " + message;
      }
    }
    return fatal(place, "no valid YAML: " + oneLine(message), "", failure);
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
