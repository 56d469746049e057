package dev.coremill.distribution;

import dev.coremill.api.target.Chip;
import dev.coremill.api.target.CostConstant;
import dev.coremill.api.target.Device;
import dev.coremill.api.target.Evidence;
import dev.coremill.api.target.HardwareCatalog;
import dev.coremill.api.target.ProgramProfile;
import dev.coremill.core.cost.ConstantTable;
import dev.coremill.core.cost.ConstantsFile;
import dev.coremill.core.cost.WorkItem;
import dev.coremill.core.cost.Workload;
import dev.coremill.core.cost.fit.CostFit;
import dev.coremill.core.cost.fit.FitJson;
import dev.coremill.core.cost.fit.FitText;
import dev.coremill.core.cost.fit.MeasurementFile;
import dev.coremill.core.cost.fit.Networks;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.profile.ProgramProfiler;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Fits constants of the cost model to measurements, or calibrates them to a user's own. */
final class FitCommand implements Command {
  private static final String SUFFIX = ".mlpackage";

  private final boolean calibrate;

  FitCommand(boolean calibrate) {
    this.calibrate = calibrate;
  }

  @Override
  public void define(CommandSpec specification) {
    specification.addPositional(
        PositionalParamSpec.builder()
            .index("0..*")
            .arity("0..*")
            .paramLabel("MEASUREMENTS")
            .type(List.class)
            .auxiliaryTypes(Path.class)
            .description("Files of measurements (CSV).")
            .build());
    paths(
        specification,
        "--networks",
        "A package, a folder of packages, or a file that --write-networks wrote; may be repeated.");
    file(specification, "--network-names", "A CSV file with the columns model and network.");
    file(specification, "--write-networks", "Write the work of the networks to a CSV file.");
    file(
        specification,
        "--constants",
        calibrate
            ? "Write the constants to this file, for 'coremill estimate --constants'."
            : "Write the constants to this file.");
    CommonOptions.definePlugins(specification);
  }

  private static void paths(CommandSpec specification, String name, String description) {
    specification.addOption(
        OptionSpec.builder(name)
            .paramLabel("PATH")
            .type(List.class)
            .auxiliaryTypes(Path.class)
            .description(description)
            .build());
  }

  private static void file(CommandSpec specification, String name, String description) {
    specification.addOption(
        OptionSpec.builder(name)
            .paramLabel("FILE")
            .type(Path.class)
            .description(description)
            .build());
  }

  @Override
  public int run(ParseResult options, Terminal terminal) throws IOException {
    List<Path> files = options.matchedPositionalValue(0, new ArrayList<Path>());
    Networks networks = new Networks(Map.of());
    for (Path path : options.matchedOptionValue("--networks", new ArrayList<Path>())) {
      networks = networks.with(networks(path));
    }
    Path written = options.matchedOptionValue("--write-networks", (Path) null);
    if (written != null) {
      write(
          written,
          networks.text(
              List.of(
                  "The work of networks by kind, equal operations counted together. Made by",
                  "'coremill "
                      + (calibrate ? "calibrate" : "fit")
                      + " --write-networks' from the"
                      + " packages.")));
      if (files.isEmpty()) {
        return 0;
      }
    }
    if (files.isEmpty()) {
      throw new UsageException("no measurements; name a CSV file");
    }
    Map<String, Chip> chips = new LinkedHashMap<>();
    List<CostConstant> known = new ArrayList<>();
    for (HardwareCatalog catalog : Services.load(options).plugins().catalogs()) {
      for (Device device : catalog.devices()) {
        chips.putIfAbsent(device.chip().id(), device.chip());
      }
      for (CostConstant constant : catalog.costConstants()) {
        // A fit begins from what is known without it.
        if (calibrate || constant.value().evidence() != Evidence.FITTED) {
          known.add(constant);
        }
      }
    }
    Path names = options.matchedOptionValue("--network-names", (Path) null);
    MeasurementFile measurements =
        new MeasurementFile(
            networks, names == null ? Map.of() : MeasurementFile.names(names), chips.values());
    files.forEach(measurements::read);
    if (measurements.measurements().isEmpty()) {
      throw new ProblemException(
          Problem.input(
              files.getFirst().toString(),
              "no row can be used: " + measurements.left(),
              "name the networks with --networks, and give each row a network and a known chip"));
    }
    ConstantTable table = new ConstantTable(known);
    CostFit fit =
        calibrate
            ? CostFit.calibrate(table, networks, measurements.measurements())
            : CostFit.fit(table, networks, measurements.measurements());
    Path constants = options.matchedOptionValue("--constants", (Path) null);
    if (constants != null) {
      write(constants, ConstantsFile.text(comments(), fit.constants()));
    }
    if (CommonOptions.isSet(options, "--json")) {
      FitJson.write(fit, measurements.left(), terminal.document());
    } else {
      terminal.print(FitText.of(fit, measurements.left()));
    }
    return 0;
  }

  private List<String> comments() {
    return List.of(
        "Constants of the cost model that were fitted to measurements by 'coremill "
            + (calibrate ? "calibrate" : "fit")
            + "'.",
        "low and high bound nine of ten cases.");
  }

  private static Networks networks(Path path) throws IOException {
    if (Files.isRegularFile(path)) {
      return Networks.read(path);
    }
    Map<String, List<WorkItem>> networks = new TreeMap<>();
    if (path.getFileName() != null && path.getFileName().toString().endsWith(SUFFIX)) {
      network(path, networks);
      return new Networks(networks);
    }
    if (!Files.isDirectory(path)) {
      throw new ProblemException(
          Problem.input(path.toString(), "there is nothing", "name a package, a folder or a file"));
    }
    try (DirectoryStream<Path> packages = Files.newDirectoryStream(path, "*" + SUFFIX)) {
      for (Path each : packages) {
        network(each, networks);
      }
    }
    return new Networks(networks);
  }

  private static void network(Path path, Map<String, List<WorkItem>> networks) {
    String file = path.getFileName().toString();
    String name = file.substring(0, file.length() - SUFFIX.length());
    try (ModelPackage source = ModelPackage.open(path)) {
      List<ProgramProfile> profiles = new ProgramProfiler().profiles(source);
      for (ProgramProfile profile : profiles) {
        networks.put(
            profiles.size() == 1 ? name : name + "/" + profile.function(), Workload.of(profile));
      }
    }
  }

  private static void write(Path file, String text) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.writeString(file, text);
  }
}
