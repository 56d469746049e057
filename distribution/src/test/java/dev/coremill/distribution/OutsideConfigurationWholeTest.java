package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The record of somebody else's plugin, its names, kinds, ranges, defaults and words, is all that
 * binding, messages, the schema, the description and the reference are made of.
 */
class OutsideConfigurationWholeTest {
  @TempDir static Path folder;
  private static Launcher coremill;

  @BeforeAll
  static void prepare() throws IOException, InterruptedException {
    coremill = new Launcher(folder);
    coremill.prepare();
    PluginJar.of("org.example.kinds.ManyKinds", "org.example.kinds")
        .build(folder.resolve("plugins"));
  }

  @Test
  void binding() throws Exception {
    assertThat(ran("{part: 0.25}"))
        .contains(
            "with Configuration[count=3, part=0.25, switchedOn=false, way=VERY_SLOW,"
                + " word=Optional.empty, sizes=[1, 2]]");
    assertThat(
            ran("{count: 9, part: 1, switched_on: true, way: fast, word: a b, sizes: [3, 4, 5]}"))
        .contains(
            "with Configuration[count=9, part=1.0, switchedOn=true, way=FAST, word=Optional[a b],"
                + " sizes=[3, 4, 5]]");
  }

  @Test
  void messages() throws Exception {
    fails("{part: 0.5, count: 10}", "count: ", "1 to 9");
    fails("{part: -1}", "part: ", "0 to 1");
    fails("{}", "kinds: 'part' is missing; give it: ");
    fails("{part: 0.5, count: some}", "count: ", "whole number");
    fails("{part: 0.5, switched_on: 3}", "switched_on: ", "true or false");
    fails("{part: 0.5, way: slow}", "way: ", "expected one of fast, very_slow, found \"slow\"");
    fails("{part: 0.5, swiched_on: true}", "unknown key 'swiched_on'; did you mean 'switched_on'?");
    fails("{part: 0.5, sizes: [1, x]}", "sizes", "whole number");
    fails("{part: 0.5, sizes: [1, 2, 3, 4]}", "kinds: at most three sizes go together");
  }

  @Test
  void theSchema() throws Exception {
    assertThat(coremill.run("schema", "--plugins", "plugins").succeeded().output())
        .contains("\"kinds\":{\"description\":\"Shows its configuration.\"")
        .contains("\"count\":{\"description\":\"A count.\",\"default\":3,")
        .contains("{\"type\":\"integer\",\"minimum\":1,\"maximum\":9}")
        .contains("\"part\":{\"description\":\"A part.\",")
        .contains("{\"type\":\"number\",\"minimum\":0,\"maximum\":1}")
        .contains("\"switched_on\":{\"description\":\"A switch.\",\"default\":false,")
        .contains("\"way\":{\"description\":\"A way.\",\"default\":\"very_slow\",")
        .contains("\"fast\",\"very_slow\"")
        .contains("\"word\":{\"description\":\"A word.\",")
        .contains("\"sizes\":{\"description\":\"Some sizes.\",\"default\":[1,2],");
  }

  @Test
  void theDescriptionAndTheReference() throws Exception {
    assertThat(
            coremill.run("plugins", "info", "kinds", "--plugins", "plugins").succeeded().output())
        .contains("kinds: Shows its configuration.")
        .contains("A count.", "1 to 9", "default 3")
        .contains("A part.", "0 to 1", "must be given")
        .contains("fast, very_slow", "default very_slow");
    assertThat(coremill.run("plugins", "reference", "--plugins", "plugins").succeeded().output())
        .contains("## kinds\n\nShows its configuration.\n")
        .contains("| `count` | whole number: 1 to 9 | `3` | A count. |")
        .contains("| `part` | number: 0 to 1 | must be given | A part. |")
        .contains("| `switched_on` | true or false | `false` | A switch. |")
        .contains("| `way` | name: one of fast, very_slow | `very_slow` | A way. |")
        .contains("| `word` | text, optional | none | A word. |")
        .contains("| `sizes` | list of whole number | `[1, 2]` | Some sizes. |");
  }

  private static Launcher.Result run(String configuration) throws Exception {
    coremill.file(
        "kinds.yaml",
        "coremill: 1\nmodel: examples/digits-cnn.mlpackage\noutput: out.mlpackage\nstages:\n"
            + "  - use: kinds\n    config: "
            + configuration
            + "\n");
    return coremill.run("run", "kinds.yaml", "--plugins", "plugins");
  }

  private static String ran(String configuration) throws Exception {
    return run(configuration).succeeded().output();
  }

  private static void fails(String configuration, String... words) throws Exception {
    Launcher.Result result = run(configuration);

    assertThat(result.errors()).hasLineCount(1).startsWith("error: kinds.yaml:").contains(words);
    assertThat(result.exitCode()).isEqualTo(2);
  }
}
