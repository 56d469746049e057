package dev.coremill.distribution;

import dev.coremill.api.target.ComputeUnits;
import dev.coremill.api.target.OsVersion;
import dev.coremill.api.target.Severity;
import dev.coremill.core.check.CheckJson;
import dev.coremill.core.check.CheckReport;
import dev.coremill.core.check.CheckRequest;
import dev.coremill.core.check.CheckText;
import dev.coremill.core.check.PackageCheck;
import dev.coremill.core.check.TargetCatalogs;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.shape.ShapeOverrides;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Says whether systems load a package, where its operations would run, and what to beware of. */
final class CheckCommand implements Command {
  @Override
  public void define(CommandSpec specification) {
    CommonOptions.path(specification, 0, "PKG", "The package.");
    CommonOptions.texts(specification, "--target", "ID", "A device, such as iphone-15-pro.");
    CommonOptions.texts(
        specification,
        "--minimum-os",
        "OS",
        "The oldest version of a system that must run it, such as iOS18 or macOS14.");
    specification.addOption(
        OptionSpec.builder("--compute-units")
            .paramLabel("UNITS")
            .type(String.class)
            .description("all, cpu_only, cpu_and_gpu or cpu_and_neural_engine.")
            .build());
    CommonOptions.texts(
        specification, "--shape", "NAME=SIZES", "The shape of an input, such as 1,3,224,224.");
    CommonOptions.flag(specification, "--all", "List every operation.");
    FailOn.define(specification);
    CommonOptions.definePlugins(specification);
  }

  @Override
  public int run(ParseResult options, Terminal terminal) {
    Optional<Severity> failOn = FailOn.of(options);
    CheckRequest request =
        new CheckRequest(
            options.matchedOptionValue("--target", List.of()),
            systems(options.matchedOptionValue("--minimum-os", List.of())),
            units(options.matchedOptionValue("--compute-units", "all")),
            ShapeOverrides.parse(options.matchedOptionValue("--shape", List.of())));
    TargetCatalogs catalogs = new TargetCatalogs(Services.load(options).plugins().catalogs());
    CheckReport report;
    try (ModelPackage source = ModelPackage.open(CommonOptions.path(options, 0))) {
      report = new PackageCheck(catalogs).check(source, request);
    }
    if (CommonOptions.isSet(options, "--json")) {
      CheckJson.write(report, terminal.document());
    } else {
      terminal.print(CheckText.of(report, CommonOptions.isSet(options, "--all")));
    }
    boolean bad = !report.legal() || failOn.isPresent() && report.advises(failOn.get());
    return bad ? Problem.Kind.ILLEGAL.exitCode() : 0;
  }

  /** Versions, each option one or several with commas between. */
  private static List<OsVersion> systems(List<String> texts) {
    List<OsVersion> versions = new ArrayList<>();
    for (String text : texts) {
      for (String part : text.split(",", -1)) {
        try {
          versions.add(OsVersion.parse(part.strip()));
        } catch (IllegalArgumentException wrong) {
          throw new UsageException("--minimum-os " + text + ": " + wrong.getMessage());
        }
      }
    }
    return versions;
  }

  private static ComputeUnits units(String text) {
    for (ComputeUnits units : ComputeUnits.values()) {
      if (units.name().equalsIgnoreCase(text)) {
        return units;
      }
    }
    throw new UsageException(
        "--compute-units "
            + text
            + ": expected all, cpu_only, cpu_and_gpu or cpu_and_neural_engine");
  }
}
