package dev.coremill.targets.apple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataFileTest {
  private static final List<String> COLUMNS = List.of("id", "name");

  private static List<DataRow> parse(String text) {
    return DataFile.parse("some.csv", text.getBytes(StandardCharsets.UTF_8), COLUMNS);
  }

  @Test
  void quotedFieldsKeepCommasQuotesAndLineEnds() {
    List<DataRow> rows =
        parse("# head\nversion,1\nid,name\na,\"x, \"\"y\"\"\nz\"\n# between\nb,\n");

    assertThat(rows).hasSize(2);
    assertThat(rows.get(0).required("name")).isEqualTo("x, \"y\"\nz");
    assertThat(rows.get(1).optional("name")).isEmpty();
    assertThat(rows.get(1).line()).isEqualTo(7);
  }

  @Test
  void windowsLineEndsAndAMissingLastLineEndAreRead() {
    assertThat(parse("version,1\r\nid,name\r\na,b").getFirst().cells()).containsExactly("a", "b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                 | some.csv:1: ends before
          id,name\\na,b\\n                   | some.csv:1: expected 'version,1'
          version,2\\nid,name\\n             | some.csv:1: expected 'version,1'
          # x\\nversion,1\\nname,id\\n       | some.csv:3: expected the columns
          version,1\\nid,name\\na\\n         | some.csv:3: 1 fields instead of 2
          version,1\\nid,name\\na,b,c\\n     | some.csv:3: 3 fields instead of 2
          version,1\\nid,name\\n\\na,b\\n    | some.csv:3: a blank line
          version,1\\nid,name\\na,b"c\\n     | some.csv:3: a quote inside a field
          version,1\\nid,name\\na,"b"c\\n    | some.csv:3: text after a closing quote
          version,1\\nid,name\\na,"b\\nc,d\\n| some.csv:3: a quote that is never closed
          version,1\\nid,name\\na,b\\rc,d\\n | some.csv:3: a carriage return
          """)
  void whatBreaksTheFormIsReportedWithItsLine(String text, String message) {
    String real =
        text.replace("\\n", "\n").replace("\\r", "\r").strip() + (text.isEmpty() ? "" : "\n");

    assertThatThrownBy(() -> parse(real))
        .isInstanceOf(DataFileException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void bytesThatAreNoUtf8AreReported() {
    byte[] bytes = "version,1\nid,name\na,\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> DataFile.parse("some.csv", bytes, COLUMNS))
        .isInstanceOf(DataFileException.class)
        .hasMessageContaining("UTF-8");
  }
}
