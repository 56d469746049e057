package dev.coremill.core.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.yaml.Node.Scalar.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlReaderTest {
  private final List<Problem> problems = new ArrayList<>();

  @Test
  void everyNodeKnowsWhereItStands() {
    Node root = parse("a: 1\nb:\n  - x\n  - {c: true}\n");

    assertThat(root).isInstanceOf(Node.Mapping.class);
    Node.Mapping mapping = (Node.Mapping) root;
    assertThat(mapping.entries().get(1).position()).isEqualTo(new Position("f.yaml", 2, 1));
    Node.Sequence list = (Node.Sequence) mapping.entries().get(1).value();
    assertThat(list.position()).hasToString("f.yaml:3:3");
    assertThat(list.items().get(0).position()).hasToString("f.yaml:3:5");
    Node.Mapping inner = (Node.Mapping) list.items().get(1);
    assertThat(inner.entries().getFirst().value().position()).hasToString("f.yaml:4:9");
  }

  @ParameterizedTest
  @CsvSource({
    "four, TEXT, four",
    "'\"4\"', TEXT, 4",
    "4, WHOLE_NUMBER, 4",
    "-17, WHOLE_NUMBER, -17",
    "0.5, DECIMAL, 0.5",
    "1e-3, DECIMAL, 1e-3",
    "1e-12, DECIMAL, 1e-12",
    "true, TRUTH, true",
    "yes, TEXT, yes",
    "'stem.*', TEXT, stem.*",
    "null, NONE, ''",
    "'~', NONE, ''",
    "99999999999999999999, WHOLE_NUMBER, 99999999999999999999"
  })
  void aSingleValueIsOfTheKindThatYamlSays(String written, Kind kind, String text) {
    Node.Mapping root = (Node.Mapping) parse("key: " + written);

    assertThat(root.get("key"))
        .isEqualTo(new Node.Scalar(new Position("f.yaml", 1, 6), kind, text));
  }

  @Test
  void jsonIsReadWhetherIndentedBySpacesOrTabs() {
    assertThat(parse("{\"a\": [1, 2.5], \"b\": null}")).isInstanceOf(Node.Mapping.class);
    assertThat(parse("{\n\t\"a\": [\n\t\t1\n\t]\n}")).isInstanceOf(Node.Mapping.class);
    assertThat(problems).isEmpty();
  }

  @Test
  void aKeyThatStandsTwiceIsReportedAndTheRestIsRead() {
    Node.Mapping root = (Node.Mapping) parse("a: 1\nb: 2\na: 3\n");

    assertThat(root.entries()).hasSize(2);
    assertThat(problems)
        .extracting(Problem::toString)
        .containsExactly(
            "f.yaml:3:1: 'a' stands here a second time, first in line 1; keep one of them");
  }

  @Test
  void whatEndsTheReadingIsReportedWithItsPlace() {
    assertProblem(
        "a: 1\n---\nb: 2\n",
        "f.yaml:3:1: a second document begins here; keep one document in a file");
    assertProblem(
        "a: &x 1\nb: *x\n",
        "f.yaml:2:4: '*x' is an alias, which is not supported; write the value out");
    assertProblem(
        "a: !!python/object:os.system ls\n",
        "f.yaml:1:4: the tag 'tag:yaml.org,2002:python/object:os.system' is not supported; write"
            + " the plain value");
    assertProblem("", "f.yaml: is empty");
    assertProblem("# nothing\n", "f.yaml: is empty");
  }

  @Test
  void brokenSyntaxIsReportedInOneLineWithItsPlace() {
    assertProblem(
        "a: [1, 2\nb: 3\n",
        "f.yaml:2:2: no valid YAML: while parsing a flow sequence: expected ',' or ']', but got"
            + " :");
    assertProblem(
        "a:\n\tb: 1\n",
        "f.yaml:2:1: no valid YAML: while scanning for the next token: found character '\\t(TAB)'"
            + " that cannot start any token");
    assertProblem(
        "a: 'x\n",
        "f.yaml:2:1: no valid YAML: while scanning a quoted scalar: found unexpected end of"
            + " stream");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: "})
  void endlessNestingIsRefused(String opening) {
    assertThatThrownBy(() -> parse(opening.repeat(100_000)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("lists and mappings are nested more than 100 deep");
  }

  @Test
  void controlCharactersAreRefusedWithAPlace() {
    assertThatThrownBy(() -> parse("a: \u0001\n"))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith("f.yaml")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void aFileThatCannotBeReadIsNamed(@TempDir Path folder) throws IOException {
    Path missing = folder.resolve("no.yaml");
    Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, 0});
    Path large = Files.writeString(folder.resolve("large.yaml"), "#".repeat(5 << 20));

    assertFileProblem(missing, "there is no such file; check the path");
    assertFileProblem(folder, "is a folder; name a readable file");
    assertFileProblem(binary, "is no UTF-8 text; save it as UTF-8");
    assertFileProblem(large, "is longer than 4 MiB; no configuration needs that; shorten it");
  }

  @Test
  void aMappingLaidOverAnotherWinsKeyByKey() {
    Node.Mapping base = (Node.Mapping) parse("a: 1\nb: {c: 2, d: 3}\n");
    Node.Mapping over = (Node.Mapping) parse("b: {d: 4}\ne: 5\n");

    Node.Mapping merged = over.over(base);

    assertThat(merged.entries()).extracting(Node.Entry::key).containsExactly("a", "b", "e");
    Node.Mapping inner = (Node.Mapping) merged.entries().get(1).value();
    assertThat(inner.entries())
        .extracting(entry -> entry.key() + ((Node.Scalar) entry.value()).text())
        .containsExactly("c2", "d4");
  }

  private Node parse(String text) {
    return YamlReader.parse("f.yaml", text, problems);
  }

  private static void assertProblem(String text, String message) {
    assertThatThrownBy(() -> YamlReader.parse("f.yaml", text, new ArrayList<>()))
        .isInstanceOf(ProblemException.class)
        .hasMessage(message);
  }

  private static void assertFileProblem(Path file, String message) {
    assertThatThrownBy(() -> YamlReader.read(file, new ArrayList<>()))
        .isInstanceOf(ProblemException.class)
        .hasMessage(file + ": " + message);
  }
}
