package dev.coremill.distribution;

import dev.coremill.core.inspect.Inspection;
import dev.coremill.core.inspect.InspectionJson;
import dev.coremill.core.inspect.InspectionText;
import dev.coremill.core.inspect.Inspector;
import dev.coremill.core.mlpackage.ModelPackage;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Shows what is in a package. */
final class InspectCommand implements Command {
  @Override
  public void define(CommandSpec specification) {
    CommonOptions.path(specification, 0, "PKG", "The package.");
    CommonOptions.flag(specification, "--all", "List the small constants too, beside the weights.");
    CommonOptions.flag(
        specification,
        "--no-values",
        "Leave out what takes reading all weights: unique values, zeros, smallest and largest.");
  }

  @Override
  public int run(ParseResult options, Terminal terminal) {
    try (ModelPackage source = ModelPackage.open(CommonOptions.path(options, 0))) {
      Inspection inspection =
          new Inspector(!CommonOptions.isSet(options, "--no-values")).inspect(source);
      if (CommonOptions.isSet(options, "--json")) {
        InspectionJson.write(inspection, terminal.document());
      } else {
        terminal.print(InspectionText.of(inspection, CommonOptions.isSet(options, "--all")));
      }
    }
    return 0;
  }
}
