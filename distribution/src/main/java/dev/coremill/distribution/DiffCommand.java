package dev.coremill.distribution;

import dev.coremill.core.inspect.Comparer;
import dev.coremill.core.inspect.Difference;
import dev.coremill.core.inspect.DifferenceJson;
import dev.coremill.core.inspect.DifferenceText;
import dev.coremill.core.mlpackage.ModelPackage;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Shows how two packages differ. */
final class DiffCommand implements Command {
  @Override
  public void define(CommandSpec specification) {
    CommonOptions.path(specification, 0, "A", "The first package.");
    CommonOptions.path(specification, 1, "B", "The second package.");
  }

  @Override
  public int run(ParseResult options, Terminal terminal) {
    try (ModelPackage before = ModelPackage.open(CommonOptions.path(options, 0));
        ModelPackage after = ModelPackage.open(CommonOptions.path(options, 1))) {
      Difference difference = Comparer.compare(before, after);
      if (CommonOptions.isSet(options, "--json")) {
        DifferenceJson.write(difference, terminal.document());
      } else {
        terminal.print(DifferenceText.of(difference));
      }
    }
    return 0;
  }
}
