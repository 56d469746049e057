package dev.coremill.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.core.yaml.Node;
import dev.coremill.core.yaml.YamlReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PipelineSchemaTest {
  private final Node.Mapping schema = parse(PipelineSchema.write(new SampleCatalog()));

  @Test
  void theFilesKeysAreListedWithWhatMustBeGiven() {
    assertThat(keys(at(schema, "properties")))
        .containsExactly(
            "coremill",
            "model",
            "output",
            "deployment",
            "targets",
            "stages",
            "on_indivisible",
            "report");
    assertThat(texts(node(schema, "required")))
        .containsExactly("coremill", "model", "output", "stages");
  }

  @Test
  void anAlgorithmsParametersCarryTypeRangeChoicesDefaultAndDescription() {
    Node.Mapping prune = at(schema, "$defs", "prune", "properties", "minimum_sparsity_percentile");
    Node.Mapping quantize = at(schema, "$defs", "quantize", "properties", "dtype");

    assertThat(text(prune, "default")).isEqualTo("0.5");
    Node.Mapping number = (Node.Mapping) ((Node.Sequence) node(prune, "anyOf")).items().getFirst();
    assertThat(text(number, "type")).isEqualTo("number");
    assertThat(text(number, "minimum")).isEqualTo("0");
    assertThat(text(number, "maximum")).isEqualTo("1");
    assertThat(text(quantize, "description")).isEqualTo("The integer type.");
    assertThat(text(quantize, "default")).isEqualTo("int8");
    Node.Mapping choices =
        (Node.Mapping) ((Node.Sequence) node(quantize, "anyOf")).items().getFirst();
    assertThat(texts(node(choices, "enum"))).containsExactly("int8", "uint8", "int4", "uint4");
    assertThat(keys(at(schema, "$defs", "prune", "properties"))).contains("weight_threshold");
  }

  @Test
  void theNameOfAnAlgorithmDecidesWhatItsConfigurationMayBe() {
    Node.Sequence choices = (Node.Sequence) node(at(schema, "$defs", "stage", "else"), "allOf");

    assertThat(choices.items()).hasSize(3);
    Node.Mapping first = (Node.Mapping) choices.items().getFirst();
    assertThat(text(at(first, "if", "properties", "use"), "const")).isEqualTo("palettize");
    assertThat(text(at(first, "then", "properties", "config"), "$ref"))
        .isEqualTo("#/$defs/palettize");
  }

  @Test
  void everyReferenceLeadsToADefinition() {
    List<String> definitions = keys(at(schema, "$defs"));
    List<String> references = new ArrayList<>();
    collectReferences(schema, references);

    assertThat(references).isNotEmpty();
    assertThat(references)
        .allSatisfy(reference ->
            assertThat(definitions).contains(reference.substring("#/$defs/".length())));
  }

  private static void collectReferences(Node node, List<String> references) {
    switch (node) {
      case Node.Scalar _ -> {}
      case Node.Sequence sequence ->
          sequence.items().forEach(item -> collectReferences(item, references));
      case Node.Mapping mapping -> {
        for (Node.Entry entry : mapping.entries()) {
          if (entry.key().equals("$ref")) {
            references.add(((Node.Scalar) entry.value()).text());
          }
          collectReferences(entry.value(), references);
        }
      }
    }
  }

  private static Node.Mapping parse(String text) {
    return (Node.Mapping) YamlReader.parse("schema", text, new ArrayList<>());
  }

  private static Node node(Node.Mapping mapping, String key) {
    return Objects.requireNonNull(mapping.get(key), key);
  }

  private static Node.Mapping at(Node.Mapping mapping, String... path) {
    Node.Mapping current = mapping;
    for (String key : path) {
      current = (Node.Mapping) node(current, key);
    }
    return current;
  }

  private static String text(Node.Mapping mapping, String key) {
    return ((Node.Scalar) node(mapping, key)).text();
  }

  private static List<String> texts(Node list) {
    return ((Node.Sequence) list)
        .items().stream().map(item -> ((Node.Scalar) item).text()).toList();
  }

  private static List<String> keys(Node.Mapping mapping) {
    return mapping.entries().stream().map(Node.Entry::key).toList();
  }
}
