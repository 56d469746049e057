package dev.coremill.core.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.target.OsVersion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactTestTest {
  private static boolean holds(Fact fact, String test, String... values) {
    List<FactValue> made = new ArrayList<>();
    for (String value : values) {
      made.add(
          switch (fact.kind()) {
            case WORD, TRUTH, CHIP, PROPERTY -> FactValue.of(value);
            case NUMBER, BYTES, OPSET -> FactValue.of(Double.parseDouble(value));
            case SYSTEM_VERSION -> new FactValue.Version(OsVersion.parse(value));
          });
    }
    return FactTest.parse(fact, test).holds(made);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          OPERATION  | conv, linear     | linear     | true
          OPERATION  | conv, linear     | matmul     | false
          OPERATION  | gather*          | gather_nd  | true
          OPERATION  | gather*          | scatter    | false
          OPERATION  | not gather*, add | gather_nd  | false
          OPERATION  | not gather*, add | mul        | true
          TYPE       | fp16             | float16    | true
          TYPE       | not fp16         | float16    | false
          RANK       | > 5              | 6          | true
          RANK       | > 5              | 5          | false
          RANK       | >= 5             | 5          | true
          RANK       | <= 5             | 5          | true
          RANK       | < 2, > 4         | 1          | true
          RANK       | < 2, > 4         | 3          | false
          RANK       | 2..4             | 4          | true
          RANK       | 2..4             | 5          | false
          EPSILON    | < 6e-8           | 1e-12      | true
          WEIGHT_BYTES | > 2 GB         | 2000000001 | true
          WEIGHT_BYTES | > 2 GB         | 2000000000 | false
          WEIGHT_BYTES | 1 KB..2kb      | 1500       | true
          OS         | iOS17            | iOS17.4    | true
          OS         | >= iOS17         | iOS17      | true
          OS         | > iOS17          | iOS17.4    | false
          OS         | >= iOS17.4       | iOS17.3    | false
          OS         | >= iOS17.4       | iOS18      | true
          OS         | iOS16..iOS17     | iOS17.6    | true
          OS         | iOS16..iOS17     | iOS18      | false
          OS         | >= iOS16         | macOS26    | false
          OS         | >= iOS18, >= macOS15 | macOS15 | true
          CHIP       | >= a16, >= m4    | a17-pro    | true
          CHIP       | >= a16, >= m4    | m3-max     | false
          CHIP       | >= a16, >= m4    | m4         | true
          CHIP       | < a14            | a12z       | true
          CHIP       | not m1, m1-pro   | m1-max     | true
          CHIP       | m1               | m1-max     | false
          PROGRAM_OPSET | >= CoreML8    | 9          | true
          PROGRAM_OPSET | >= CoreML8    | 8          | false
          """)
  void aTestHolds(Fact fact, String test, String value, boolean expected) {
    assertThat(holds(fact, test, value)).isEqualTo(expected);
  }

  @Test
  void oneOfSeveralValuesIsEnough() {
    assertThat(holds(Fact.STRIDE, "> 2", "1", "3")).isTrue();
    assertThat(holds(Fact.STRIDE, "not > 2", "1", "3")).isFalse();
  }

  @Test
  void aFactWithoutAValueMeetsNothing() {
    assertThat(holds(Fact.STRIDE, "> 2")).isFalse();
    assertThat(holds(Fact.STRIDE, "not > 2")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          RANK      | five             | is no test of rank; write a number, > 5, <= 3 or 2..4
          RANK      | > 5,             | is no test of rank
          RANK      | 5..2             | the range is backwards
          RANK      | > NaN            | is no test of rank
          RANK      | 5f               | is no test of rank
          TYPE      | float            | did you mean
          UNITS     | cpu              | is no test of units
          OPERATION | > conv           | cannot be part of a word
          STATE     | true             | write yes or no
          OS        | 18               | is no system version
          OS        | iOS18..macOS26   | there is no range
          CHIP      | >= fast          | shows no generation
          WEIGHT_BYTES | > 2 GiX       | is no unit
          PROGRAM_OPSET | CoreML99     | there is no such opset
          """)
  void aMalformedTestIsRefusedWithWhatIsExpected(Fact fact, String test, String message) {
    assertThatThrownBy(() -> FactTest.parse(fact, test))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("'" + test + "' is no test of " + fact.text())
        .hasMessageContaining(message);
  }
}
