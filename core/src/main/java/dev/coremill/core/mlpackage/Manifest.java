package dev.coremill.core.mlpackage;

import dev.coremill.core.problem.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * The package's list of its items. It is read, and where an item is new, one entry is put into its
 * text; everything else in it stays byte for byte.
 */
final class Manifest {
  static final String NAME = "Manifest.json";

  /** The folder that items' paths start from. */
  static final Path DATA = Path.of("Data");

  private static final int LARGEST = 16 << 20;

  private final Path path;
  private final byte[] text;
  private final Map<String, String> items = new LinkedHashMap<>();
  private String rootIdentifier = "";
  private int entriesStart = -1;

  private Manifest(Path path, byte[] text) {
    this.path = path;
    this.text = text;
  }

  /**
   * Reads the manifest of a package.
   *
   * @throws ProblemException if there is none, or if it is not well-formed
   */
  static Manifest read(PackageFolder folder) {
    Path path = folder.root().resolve(NAME);
    byte[] text;
    try {
      if (Files.size(path) > LARGEST) {
        throw Failures.input(path, "is larger than 16 MiB", "it should have a few lines");
      }
      text = Files.readAllBytes(path);
    } catch (IOException cause) {
      throw Failures.reading(path, cause);
    }
    Manifest manifest = new Manifest(path, text);
    manifest.parse();
    return manifest;
  }

  /** The path of the model file, as the manifest writes it: relative to {@link #DATA}. */
  String rootItem() {
    String item = items.get(rootIdentifier);
    if (item == null) {
      throw Failures.input(
          path,
          "has no item '" + rootIdentifier + "', which rootModelIdentifier names",
          "copy the whole package again");
    }
    return item;
  }

  /** The paths of all items by their identifiers, relative to {@link #DATA}. */
  Map<String, String> items() {
    return items;
  }

  /** The manifest as it was read. */
  byte[] text() {
    return text.clone();
  }

  /** Whether a file (a path relative to the package) is an item or inside one. */
  boolean covers(Path file) {
    for (String item : items.values()) {
      if (file.startsWith(DATA.resolve(item).normalize())) {
        return true;
      }
    }
    return false;
  }

  /**
   * The text of this manifest with one more item, a folder of weights.
   *
   * @param item its path, relative to {@link #DATA} and with forward slashes
   */
  byte[] textWithWeights(String item) {
    String identifier =
        UUID.nameUUIDFromBytes((rootIdentifier + "/" + item).getBytes(StandardCharsets.UTF_8))
            .toString();
    String entry =
        "\n        \""
            + identifier
            + "\": {\n            \"author\": \"com.apple.CoreML\",\n"
            + "            \"description\": \"CoreML Model Weights\",\n"
            + "            \"name\": \"weights\",\n            \"path\": \""
            + item
            + "\"\n        }"
            + (items.isEmpty() ? "\n    " : ",");
    byte[] inserted = entry.getBytes(StandardCharsets.UTF_8);
    byte[] changed = new byte[text.length + inserted.length];
    System.arraycopy(text, 0, changed, 0, entriesStart);
    System.arraycopy(inserted, 0, changed, entriesStart, inserted.length);
    System.arraycopy(
        text, entriesStart, changed, entriesStart + inserted.length, text.length - entriesStart);
    return changed;
  }

  private void parse() {
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw malformed("is no JSON object");
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("rootModelIdentifier") && value == JsonToken.VALUE_STRING) {
          rootIdentifier = parser.getString();
        } else if (name.equals("itemInfoEntries") && value == JsonToken.START_OBJECT) {
          entriesStart = (int) parser.currentTokenLocation().getByteOffset() + 1;
          parseItems(parser);
        } else {
          parser.skipChildren();
        }
      }
      if (parser.nextToken() != null) {
        throw malformed("goes on after its end");
      }
    } catch (JacksonException cause) {
      // Some exceptions, such as that for too much nesting, have no location.
      @Nullable TokenStreamLocation location = cause.getLocation();
      String where =
          location == null
              ? ""
              : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
      throw malformed("is no JSON" + where + ": " + cause.getOriginalMessage());
    }
    if (rootIdentifier.isEmpty()) {
      throw malformed("has no rootModelIdentifier");
    }
    if (entriesStart < 0) {
      throw malformed("has no itemInfoEntries");
    }
  }

  private void parseItems(JsonParser parser) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String identifier = parser.currentName();
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw malformed("has an item '" + identifier + "' that is no object");
      }
      String item = "";
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean isPath = parser.currentName().equals("path");
        if (parser.nextToken() == JsonToken.VALUE_STRING && isPath) {
          item = parser.getString();
        } else {
          parser.skipChildren();
        }
      }
      if (item.isEmpty()) {
        throw malformed("has an item '" + identifier + "' without a path");
      }
      items.put(identifier, item);
    }
  }

  private ProblemException malformed(String what) {
    return Failures.input(path, what, "copy the whole package again");
  }
}
