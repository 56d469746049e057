package dev.coremill.core.mlpackage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonScannerTest {
  @Test
  void namesAndStringsAreReadAndAllElseIsSkipped() {
    JsonScanner json =
        scanner(
            "\uFEFF {\"a\" : [1, -0.5e+3, {\"x\": []}, true, null], \"b\":\"v\" , \"c\": {} } ");

    assertThat(json.firstName()).isEqualTo("a");
    json.skipValue();
    assertThat(json.nextName()).isEqualTo("b");
    assertThat(json.string()).isEqualTo("v");
    assertThat(json.nextName()).isEqualTo("c");
    assertThat(json.firstName()).isNull();
    assertThat(json.nextName()).isNull();
    assertThat(json.peek()).isEqualTo(-1);
  }

  @Test
  void escapesAreDecoded() {
    String written = "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00é\"";

    assertThat(scanner(written).string()).isEqualTo("\"\\/\b\f\n\r\té\ud83d\ude00é");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "{", "[", "[1", "[1,", "[1,]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "\"",
            "\"\\",
        "\"\\x\"", "\"\\u12g4\"", "\"\n\"", "tru", "nulL", "-", "01x", ".5", "1.", "1e", "1e+",
            "+1",
        "NaN", "'a'", "[1 2]", "{\"a\" 1}"
      })
  void whatIsMalformedIsReportedWithItsPlace(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> all(text))
        .withMessageStartingWith("at line ");
  }

  @Test
  void thePlaceIsCountedInLines() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> all("{\n  \"a\": 1,\n  !"))
        .withMessage("at line 3, column 3: no string");
  }

  @Test
  void bytesThatAreNoTextAreReported() {
    byte[] text = {'"', (byte) 0xc3, '"'};

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new JsonScanner(text).string())
        .withMessageContaining("UTF-8");
  }

  @Test
  void deepNestingIsRefusedAndWhatIsUsualIsNot() {
    all("[".repeat(400) + "]".repeat(400));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> all("[".repeat(100_000)))
        .withMessageContaining("levels");
  }

  private static void all(String text) {
    JsonScanner json = scanner(text);
    json.skipValue();
    if (json.peek() >= 0) {
      throw new IllegalArgumentException("at line 1: more follows");
    }
  }

  private static JsonScanner scanner(String text) {
    return new JsonScanner(text.getBytes(StandardCharsets.UTF_8));
  }
}
