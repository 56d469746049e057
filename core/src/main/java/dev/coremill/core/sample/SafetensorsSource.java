package dev.coremill.core.sample;

import dev.coremill.api.runtime.SampleSource;
import dev.coremill.api.runtime.Samples;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** A safetensors file: a header in JSON, then the elements of all tensors. */
public final class SafetensorsSource implements SampleSource {
  private static final int LONGEST_HEADER = 100_000_000;
  private static final int MOST_TENSORS = 100_000;
  private static final int MOST_DIMENSIONS = 32;

  private record Entry(DataType type, Shape shape, long begin, long end) {}

  @Override
  public String format() {
    return "safetensors";
  }

  @Override
  public boolean accepts(Path path) {
    return FileNames.endsWith(path, ".safetensors");
  }

  @Override
  public Samples open(Path path) throws IOException {
    return Channels.open(path, SafetensorsSource::read);
  }

  private static Samples read(FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < 8) {
      throw new IllegalArgumentException("is too short for a safetensors file");
    }
    long length = bytes(channel, 0, 8).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 2 || length > LONGEST_HEADER || length > size - 8) {
      throw new IllegalArgumentException(
          "is no safetensors file: its header would take " + length + " bytes");
    }
    Map<String, Entry> entries;
    try (JsonParser json =
        new JsonFactory()
            .createParser(ObjectReadContext.empty(), bytes(channel, 8, (int) length).array())) {
      entries = entries(json);
    } catch (JacksonException damaged) {
      throw new IllegalArgumentException(
          "has a safetensors header that is no JSON: " + damaged.getOriginalMessage(), damaged);
    }
    Map<String, Column> columns = new LinkedHashMap<>();
    for (Map.Entry<String, Entry> each : entries.entrySet()) {
      columns.put(each.getKey(), column(channel, each.getKey(), each.getValue(), 8 + length));
    }
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("holds no tensors");
    }
    return new ColumnSamples(columns, () -> Channels.close(channel));
  }

  private static Column column(FileChannel channel, String name, Entry entry, long base)
      throws IOException {
    long[] dimensions = entry.shape().dimensions();
    if (dimensions.length == 0) {
      throw new IllegalArgumentException(
          "'" + name + "' is a single number; the first axis of every tensor is the sample");
    }
    Shape sample = Shape.of(Arrays.copyOfRange(dimensions, 1, dimensions.length));
    long bytes = (long) FileColumn.sampleBytes(entry.type(), sample);
    long count = dimensions[0];
    boolean inside =
        entry.begin() >= 0
            && entry.begin() <= entry.end()
            && entry.end() <= channel.size() - base
            && (bytes == 0 || count <= Long.MAX_VALUE / bytes)
            && entry.end() - entry.begin() == count * bytes;
    if (!inside) {
      throw new IllegalArgumentException(
          "'"
              + name
              + "' is "
              + entry.type().text()
              + entry.shape()
              + ", and its bytes "
              + entry.begin()
              + " to "
              + entry.end()
              + " are not that many, or not in the file");
    }
    return new FileColumn(channel, base + entry.begin(), entry.type(), sample, count);
  }

  private static ByteBuffer bytes(FileChannel channel, long position, int count)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new EOFException("the file ends in its header");
      }
    }
    return buffer.flip();
  }

  private static Map<String, Entry> entries(JsonParser json) {
    require(json.nextToken() == JsonToken.START_OBJECT);
    Map<String, Entry> entries = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      require(json.nextToken() == JsonToken.START_OBJECT);
      if (name.equals("__metadata__")) {
        json.skipChildren();
      } else if (entries.size() == MOST_TENSORS || entries.put(name, entry(json, name)) != null) {
        throw new IllegalArgumentException("holds two tensors named '" + name + "', or too many");
      }
    }
    return entries;
  }

  private static Entry entry(JsonParser json, String name) {
    DataType type = null;
    long[] shape = null;
    long[] offsets = null;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = json.currentName();
      json.nextToken();
      switch (key) {
        case "dtype" -> type = type(json.getString(), name);
        case "shape" -> shape = numbers(json);
        case "data_offsets" -> offsets = numbers(json);
        default -> json.skipChildren();
      }
    }
    require(type != null && shape != null && offsets != null && offsets.length == 2);
    if (type == null || shape == null || offsets == null) {
      throw new IllegalStateException("checked above");
    }
    try {
      return new Entry(type, Shape.of(shape), offsets[0], offsets[1]);
    } catch (IllegalArgumentException impossible) {
      throw new IllegalArgumentException(
          "'" + name + "' has an impossible shape: " + impossible.getMessage(), impossible);
    }
  }

  private static long[] numbers(JsonParser json) {
    require(json.currentToken() == JsonToken.START_ARRAY);
    List<Long> numbers = new ArrayList<>();
    while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
      require(numbers.size() < MOST_DIMENSIONS);
      numbers.add(json.getLongValue());
    }
    require(json.currentToken() == JsonToken.END_ARRAY);
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }

  private static DataType type(String text, String name) {
    return switch (text) {
      case "BOOL" -> DataType.BOOL;
      case "U8" -> DataType.UINT8;
      case "I8" -> DataType.INT8;
      case "U16" -> DataType.UINT16;
      case "I16" -> DataType.INT16;
      case "U32" -> DataType.UINT32;
      case "I32" -> DataType.INT32;
      case "U64" -> DataType.UINT64;
      case "I64" -> DataType.INT64;
      case "F8_E4M3" -> DataType.FLOAT8E4M3FN;
      case "F8_E5M2" -> DataType.FLOAT8E5M2;
      case "F16" -> DataType.FLOAT16;
      case "BF16" -> DataType.BFLOAT16;
      case "F32" -> DataType.FLOAT32;
      case "F64" -> DataType.FLOAT64;
      default ->
          throw new IllegalArgumentException(
              "'" + name + "' has elements of the unknown type '" + text + "'");
    };
  }

  private static void require(boolean sound) {
    if (!sound) {
      throw new IllegalArgumentException("has a safetensors header that cannot be read");
    }
  }
}
