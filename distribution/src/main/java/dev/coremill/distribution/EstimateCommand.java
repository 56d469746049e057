package dev.coremill.distribution;

import dev.coremill.api.target.ComputeUnits;
import dev.coremill.api.target.CostConstant;
import dev.coremill.api.target.HardwareCatalog;
import dev.coremill.api.target.OsVersion;
import dev.coremill.api.target.ProgramProfile;
import dev.coremill.api.target.TargetSetting;
import dev.coremill.core.check.Settings;
import dev.coremill.core.check.Subjects;
import dev.coremill.core.check.TargetCatalogs;
import dev.coremill.core.cost.ConstantsFile;
import dev.coremill.core.cost.EstimateJson;
import dev.coremill.core.cost.EstimateText;
import dev.coremill.core.cost.Estimator;
import dev.coremill.core.cost.TargetEstimate;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.placement.Judge;
import dev.coremill.core.placement.Subject;
import dev.coremill.core.profile.EncodingPlan;
import dev.coremill.core.profile.ProgramProfiler;
import dev.coremill.core.shape.ShapeOverrides;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Says what a package costs on devices. */
final class EstimateCommand implements Command {
  @Override
  public void define(CommandSpec specification) {
    CommonOptions.path(specification, 0, "PKG", "The package.");
    texts(specification, "A device, such as iphone-15-pro; may be repeated.", "ID", "--target");
    texts(specification, "Devices with commas between.", "A,B,C", "--targets");
    texts(
        specification,
        "The version of a system that the device runs, such as iOS18 or macOS15; its newest if not"
            + " given.",
        "OS",
        "--os",
        "--minimum-os");
    specification.addOption(
        OptionSpec.builder("--compute-units")
            .paramLabel("UNITS")
            .type(String.class)
            .description("all, cpu_only, cpu_and_gpu or cpu_and_neural_engine.")
            .build());
    texts(
        specification,
        "The shape of an input, such as image=1,3,224,224.",
        "NAME=N,...",
        "--shape");
    specification.addOption(
        OptionSpec.builder("--constants")
            .paramLabel("FILE")
            .type(Path.class)
            .description("Constants of your own, as 'coremill calibrate' writes them.")
            .build());
    CommonOptions.flag(specification, "--explain", "Show the terms behind each number.");
    CommonOptions.definePlugins(specification);
  }

  private static void texts(
      CommandSpec specification, String description, String label, String... names) {
    specification.addOption(
        OptionSpec.builder(names[0], names)
            .paramLabel(label)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .description(description)
            .build());
  }

  @Override
  public int run(ParseResult options, Terminal terminal) {
    List<String> targets = targets(options);
    List<OsVersion> systems = systems(options);
    ComputeUnits units = units(options);
    ShapeOverrides shapes =
        ShapeOverrides.parse(options.matchedOptionValue("--shape", new ArrayList<String>()));
    Path file = options.matchedOptionValue("--constants", (Path) null);
    List<CostConstant> own = file == null ? List.of() : ConstantsFile.read(file);
    List<HardwareCatalog> vendors = Services.load(options).plugins().catalogs();
    TargetCatalogs catalogs = new TargetCatalogs(vendors);
    Estimator estimator = new Estimator(vendors, own);
    List<TargetSetting> settings = new ArrayList<>();
    for (String target : targets) {
      settings.add(Settings.newest(catalogs.device(target).device(), systems, units));
    }
    List<TargetEstimate> estimates = new ArrayList<>();
    try (ModelPackage source = ModelPackage.open(CommonOptions.path(options, 0))) {
      List<ProgramProfile> profiles =
          new ProgramProfiler(shapes, EncodingPlan.UNCHANGED).profiles(source);
      for (Subject subject : Subjects.of(source, profiles)) {
        for (TargetSetting setting : settings) {
          Judge judge = catalogs.judge(catalogs.device(setting.device().id()).catalog());
          estimates.add(estimator.estimate(judge.judge(subject, setting)));
        }
      }
    }
    if (CommonOptions.isSet(options, "--json")) {
      EstimateJson.write(estimates, terminal.document());
    } else {
      terminal.print(EstimateText.of(estimates, CommonOptions.isSet(options, "--explain")));
    }
    return 0;
  }

  private static List<String> targets(ParseResult options) {
    Set<String> targets =
        new LinkedHashSet<>(options.matchedOptionValue("--target", new ArrayList<String>()));
    for (String several : options.matchedOptionValue("--targets", new ArrayList<String>())) {
      for (String each : several.split(",", -1)) {
        targets.add(each.strip());
      }
    }
    if (targets.isEmpty()) {
      throw new UsageException(
          "no target; name a device with --target, such as --target iphone-15-pro ('coremill"
              + " targets' lists them)");
    }
    return List.copyOf(targets);
  }

  private static List<OsVersion> systems(ParseResult options) {
    List<OsVersion> systems = new ArrayList<>();
    for (String text : options.matchedOptionValue("--os", new ArrayList<String>())) {
      for (String each : text.split(",", -1)) {
        try {
          systems.add(OsVersion.parse(each.strip()));
        } catch (IllegalArgumentException notAVersion) {
          throw new UsageException(String.valueOf(notAVersion.getMessage()));
        }
      }
    }
    return systems;
  }

  private static ComputeUnits units(ParseResult options) {
    String text = options.matchedOptionValue("--compute-units", "all");
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
