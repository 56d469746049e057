package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lookup table function that somebody else wrote, for palettization in mode custom. */
class OutsideTablesWholeTest {
  private static final String POINT = "dev.coremill.api.algorithm.LookupTableFunction";
  private static final String SHARES = "org.example.tables.EqualShares";
  private static final String BAD = "org.example.tables.BadTables";
  private static final String MODEL = "examples/digits-cnn.mlpackage";

  @TempDir static Path folder;
  private static Launcher coremill;

  @BeforeAll
  static void prepare() throws IOException, InterruptedException {
    coremill = new Launcher(folder);
    coremill.prepare();
    PluginJar.of(SHARES, "org.example.shares").implementing(POINT).build(folder.resolve("plugins"));
    PluginJar.of(BAD, "org.example.bad").implementing(POINT).build(folder.resolve("plugins"));
  }

  private static Launcher.Result compress(String function, String... more) throws Exception {
    String[] command = {
      "compress",
      MODEL,
      function + ".mlpackage",
      "--quiet",
      "--plugins",
      "plugins",
      "--use",
      "palettize",
      "--set",
      "mode=custom",
      "--set",
      "nbits=4",
      "--set",
      "lut_function=" + function
    };
    String[] all = Arrays.copyOf(command, command.length + more.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return coremill.run(all);
  }

  @Test
  void itIsListedWithWhatItDoes() throws Exception {
    String list = coremill.run("plugins", "--plugins", "plugins").succeeded().output();

    assertThat(list)
        .contains("Lookup table functions")
        .containsPattern("equal_shares +The means of clusters that hold equally many elements\\.");
    assertThat(coremill.run("plugins").succeeded().output()).doesNotContain("Lookup table");
  }

  @Test
  void itsTablesAreStoredForEveryGroup() throws Exception {
    compress(
            "equal_shares",
            "--minimum-os",
            "iOS18",
            "--set",
            "granularity=per_grouped_channel",
            "--set",
            "group_size=8")
        .succeeded();

    String inspected = coremill.run("inspect", "equal_shares.mlpackage").succeeded().output();
    assertThat(inspected).containsPattern("const_8_to_fp16 .*4-bit palette, [0-9]+ tables");
  }

  @Test
  void aTableOfTheWrongSizeEndsTheRun() throws Exception {
    Launcher.Result result = compress("bad_tables");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.errors())
        .contains("lookup table function 'bad_tables' returned 17 entries for a table of 16");
    assertThat(folder.resolve("bad_tables.mlpackage")).doesNotExist();
  }

  @Test
  void aFunctionThatThereIsNotIsToldBeforeAnyWork() throws Exception {
    Launcher.Result result = compress("equal_share");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.errors())
        .contains(
            "no plugin has a lookup table function 'equal_share'; there are bad_tables,"
                + " equal_shares");
  }
}
