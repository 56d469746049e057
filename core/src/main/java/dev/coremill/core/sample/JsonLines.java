package dev.coremill.core.sample;

import dev.coremill.api.program.Value;
import dev.coremill.api.runtime.Samples;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Lines of JSON, each read when it is asked for. */
final class JsonLines implements Samples {
  private static final int MOST_DIMENSIONS = 8;

  /** As much of a text as a message shows. */
  private static final int LONGEST_SHOWN = 40;

  /** From here on doubles do not hold every integer. */
  private static final double LARGEST_LONG = 0x1p53;

  private final FileChannel channel;
  private final long[] starts;
  private final int[] lengths;
  private final int[] numbers;
  private final List<String> names;
  private final JsonFactory factory = new JsonFactory();

  private JsonLines(
      FileChannel channel, long[] starts, int[] lengths, int[] numbers, List<String> names) {
    this.channel = channel;
    this.starts = starts;
    this.lengths = lengths;
    this.numbers = numbers;
    this.names = names;
  }

  /**
   * Samples of an open file.
   *
   * @param starts where each line begins
   * @param lengths bytes of each line
   * @param numbers the number of each line, for messages
   */
  static JsonLines open(FileChannel channel, long[] starts, int[] lengths, int[] numbers) {
    JsonLines nameless = new JsonLines(channel, starts, lengths, numbers, List.of());
    List<String> names = List.copyOf(nameless.parse(0).keySet());
    return new JsonLines(channel, starts, lengths, numbers, names);
  }

  @Override
  public List<String> names() {
    return names;
  }

  @Override
  public long count() {
    return starts.length;
  }

  @Override
  public Map<String, Value> sample(long index) {
    int line = Math.toIntExact(index);
    Map<String, Value> sample = parse(line);
    if (!sample.keySet().containsAll(names) || sample.size() != names.size()) {
      throw wrong(
          line, "has the members " + sample.keySet() + ", and the first line has " + names, null);
    }
    return sample;
  }

  private Map<String, Value> parse(int line) {
    try (JsonParser json = factory.createParser(ObjectReadContext.empty(), bytes(line))) {
      Map<String, Value> sample = new LinkedHashMap<>();
      JsonToken first = json.nextToken();
      if (first == JsonToken.START_ARRAY) {
        sample.put("", value(json, ""));
      } else if (first == JsonToken.START_OBJECT) {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = json.currentName();
          json.nextToken();
          if (sample.put(name, value(json, name)) != null) {
            throw new IllegalArgumentException("has two members '" + name + "'");
          }
        }
      } else {
        throw new IllegalArgumentException("is neither an object nor an array");
      }
      if (json.nextToken() != null) {
        throw new IllegalArgumentException("goes on after its end");
      }
      return sample;
    } catch (JacksonException damaged) {
      throw wrong(line, "is no JSON: " + firstWords(damaged.getOriginalMessage()), damaged);
    } catch (IllegalArgumentException | IOException damaged) {
      throw wrong(line, String.valueOf(damaged.getMessage()), damaged);
    }
  }

  /** Without the parser's hints, which are for programmers. */
  private static String firstWords(@Nullable String message) {
    String text = String.valueOf(message);
    int hint = text.indexOf(": enable ");
    int place = text.indexOf(" (start marker");
    int end = hint >= 0 ? hint : place >= 0 ? place : text.length();
    return text.substring(0, end);
  }

  private byte[] bytes(int line) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(lengths[line]);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, starts[line] + buffer.position()) < 0) {
        throw new EOFException("the file ends before it");
      }
    }
    return buffer.array();
  }

  private IllegalArgumentException wrong(int line, String message, @Nullable Throwable cause) {
    return new IllegalArgumentException("line " + numbers[line] + " " + message, cause);
  }

  /** A number, a text, or nested arrays of numbers that are all of the same length. */
  private static Value value(JsonParser json, String name) {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return Numbers.strings(Shape.scalar(), List.of(json.getString()));
    }
    try {
      Elements elements = new Elements();
      elements.read(json, 0);
      return elements.value();
    } catch (IllegalArgumentException unfit) {
      throw name.isEmpty()
          ? unfit
          : new IllegalArgumentException(
              unfit.getMessage() + ", in '" + name + "'; repair the member or leave it out", unfit);
    }
  }

  /** The numbers of nested arrays while they are read. */
  private static final class Elements {
    private final long[] dimensions = new long[MOST_DIMENSIONS];
    private double[] numbers = new double[64];
    private int count;
    private int rank = -1;
    private boolean whole = true;
    private double largest;

    void read(JsonParser json, int depth) {
      if (json.currentToken() != JsonToken.START_ARRAY) {
        number(json, depth);
        return;
      }
      if (depth == MOST_DIMENSIONS) {
        throw new IllegalArgumentException("has arrays inside each other too often");
      }
      long length = 0;
      while (json.nextToken() != JsonToken.END_ARRAY) {
        read(json, depth + 1);
        length++;
      }
      if (length == 0) {
        throw new IllegalArgumentException("has an empty array");
      }
      if (dimensions[depth] != 0 && dimensions[depth] != length) {
        throw new IllegalArgumentException("has arrays of different lengths inside one");
      }
      dimensions[depth] = length;
    }

    private void number(JsonParser json, int depth) {
      if (rank >= 0 && rank != depth) {
        throw new IllegalArgumentException("mixes numbers and arrays in one");
      }
      rank = depth;
      if (count == numbers.length) {
        numbers = Arrays.copyOf(numbers, count * 2);
      }
      switch (json.currentToken()) {
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
          whole &= json.currentToken() == JsonToken.VALUE_NUMBER_INT;
          numbers[count] = json.getDoubleValue();
          largest = Math.max(largest, Math.abs(numbers[count]));
          count++;
        }
        case VALUE_TRUE, VALUE_FALSE ->
            numbers[count++] = json.currentToken() == JsonToken.VALUE_TRUE ? 1 : 0;
        case null, default ->
            throw new IllegalArgumentException("has " + shown(json) + " among its numbers");
      }
    }

    private static String shown(JsonParser json) {
      if (json.currentToken() == JsonToken.START_OBJECT) {
        return "an object";
      }
      String text = json.getString();
      String start =
          text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
      return json.currentToken() == JsonToken.VALUE_STRING ? "the text '" + start + "'" : start;
    }

    /** Whole numbers are integers, of 64 bits where 32 do not hold them; others are doubles. */
    Value value() {
      Shape shape = Shape.of(Arrays.copyOf(dimensions, rank));
      DataType type = DataType.FLOAT64;
      if (whole && largest < LARGEST_LONG) {
        type = largest <= Integer.MAX_VALUE ? DataType.INT32 : DataType.INT64;
      }
      return Value.OfTensor.of(Numbers.tensor(type, shape, Arrays.copyOf(numbers, count)));
    }
  }

  @Override
  public void close() {
    Channels.close(channel);
  }
}
