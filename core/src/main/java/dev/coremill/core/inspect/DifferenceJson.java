package dev.coremill.core.inspect;

import dev.coremill.core.inspect.Difference.ConstantDifference;
import dev.coremill.core.report.EncodingJson;
import dev.coremill.core.report.JsonDocument;
import dev.coremill.core.report.JsonReport;
import java.io.Writer;

/**
 * A difference as JSON. Names are stable: a later version adds members and changes none. {@code
 * before}, {@code after} and {@code error} of a constant are missing where there is none.
 */
public final class DifferenceJson {
  private DifferenceJson() {}

  /** Writes the document and closes the writer. */
  public static void write(Difference difference, Writer writer) {
    try (JsonDocument json = new JsonDocument(writer)) {
      json.text("format", "coremill-difference").number("version", 1);
      json.flag("same", difference.isEmpty());
      json.text("before", difference.before()).text("after", difference.after());
      json.number("bytes_before", difference.bytesBefore());
      json.number("bytes_after", difference.bytesAfter());
      json.texts("structure", difference.structure());
      json.number("equal_constants", (long) difference.equalConstants());
      json.list("constants");
      for (ConstantDifference constant : difference.constants()) {
        json.object().text("function", constant.function()).text("name", constant.name());
        if (constant.before().isPresent()) {
          EncodingJson.write(json, "before", constant.before().get());
        }
        if (constant.after().isPresent()) {
          EncodingJson.write(json, "after", constant.after().get());
        }
        if (constant.error().isPresent()) {
          JsonReport.error(json, constant.error().get());
        }
        json.text("remark", constant.remark()).endObject();
      }
      json.endList();
    }
  }
}
