package dev.coremill.core.report;

import dev.coremill.api.tensor.Shape;
import java.io.Writer;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/**
 * One JSON document while it is written: an indented object whose members are streamed. What JSON
 * has no number for (infinity, NaN) is written as {@code null}.
 */
public final class JsonDocument implements AutoCloseable {
  private static final ObjectWriteContext INDENTED =
      new ObjectWriteContext.Base() {
        @Override
        public PrettyPrinter getPrettyPrinter() {
          return new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
        }

        @Override
        public boolean hasPrettyPrinter() {
          return true;
        }
      };

  private final JsonGenerator generator;

  /** Begins a document, the object itself included. Closing it ends the object and the writer. */
  public JsonDocument(Writer writer) {
    generator = new JsonFactory().createGenerator(INDENTED, writer);
    generator.writeStartObject();
  }

  /** Writes a member that is text. */
  public JsonDocument text(String name, @Nullable String value) {
    generator.writeName(name);
    if (value == null) {
      generator.writeNull();
    } else {
      generator.writeString(value);
    }
    return this;
  }

  /** Writes a member that is a whole number. */
  public JsonDocument number(String name, long value) {
    generator.writeNumberProperty(name, value);
    return this;
  }

  /** Writes a member that is a number; {@code null} where it is infinite or none. */
  public JsonDocument number(String name, double value) {
    generator.writeName(name);
    if (Double.isFinite(value)) {
      generator.writeNumber(value);
    } else {
      generator.writeNull();
    }
    return this;
  }

  /** Writes a member that is a number or {@code null}. */
  public JsonDocument number(String name, Optional<? extends Number> value) {
    if (value.isEmpty()) {
      generator.writeNullProperty(name);
      return this;
    }
    Number number = value.get();
    return number instanceof Double || number instanceof Float
        ? number(name, number.doubleValue())
        : number(name, number.longValue());
  }

  /** Writes a member that is true or false. */
  public JsonDocument flag(String name, boolean value) {
    generator.writeBooleanProperty(name, value);
    return this;
  }

  /** Writes a member that is a list of texts. */
  public JsonDocument texts(String name, Collection<String> values) {
    generator.writeArrayPropertyStart(name);
    for (String value : values) {
      generator.writeString(value);
    }
    generator.writeEndArray();
    return this;
  }

  /** Writes a member that is a list of numbers; {@code null} for one that is infinite or none. */
  public JsonDocument numbers(String name, double... values) {
    generator.writeArrayPropertyStart(name);
    for (double value : values) {
      if (Double.isFinite(value)) {
        generator.writeNumber(value);
      } else {
        generator.writeNull();
      }
    }
    generator.writeEndArray();
    return this;
  }

  /** Writes a member that is a list of dimensions. */
  public JsonDocument shape(String name, Shape shape) {
    generator.writeArrayPropertyStart(name);
    for (long dimension : shape.dimensions()) {
      generator.writeNumber(dimension);
    }
    generator.writeEndArray();
    return this;
  }

  /** Begins a member that is an object. */
  public JsonDocument object(String name) {
    generator.writeObjectPropertyStart(name);
    return this;
  }

  /** Begins an object that is an element of a list. */
  public JsonDocument object() {
    generator.writeStartObject();
    return this;
  }

  /** Ends the object begun last. */
  public JsonDocument endObject() {
    generator.writeEndObject();
    return this;
  }

  /** Begins a member that is a list. */
  public JsonDocument list(String name) {
    generator.writeArrayPropertyStart(name);
    return this;
  }

  /** Ends the list begun last. */
  public JsonDocument endList() {
    generator.writeEndArray();
    return this;
  }

  @Override
  public void close() {
    generator.writeEndObject();
    generator.writeRaw('\n');
    generator.close();
  }
}
