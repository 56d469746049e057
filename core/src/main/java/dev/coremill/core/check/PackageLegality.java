package dev.coremill.core.check;

import dev.coremill.api.operator.OperatorCatalog;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.Opset;
import dev.coremill.api.target.ComputeUnits;
import dev.coremill.api.target.EncodingUse;
import dev.coremill.api.target.HardwareCatalog;
import dev.coremill.api.target.OperationProfile;
import dev.coremill.api.target.OsVersion;
import dev.coremill.api.target.ProgramProfile;
import dev.coremill.api.target.Verdict;
import dev.coremill.api.weight.Encoding;
import dev.coremill.core.constant.ConstantGraph;
import dev.coremill.core.constant.ConstantUse;
import dev.coremill.core.constant.LiftedConstant;
import dev.coremill.core.constant.Lowering;
import dev.coremill.core.constant.Obstacle;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.mlpackage.ProgramPart;
import dev.coremill.core.operator.OperationLegality;
import dev.coremill.core.report.EncodingText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether systems load a package, by its opsets, operations and encodings of constants. */
final class PackageLegality {
  private static final String FORMAT = "coremltools guide: target conversion formats";
  private static final String OPERATORS = "coremltools: definitions of the operators of each opset";

  private final ModelPackage source;
  private final ComputeUnits units;
  private final List<Constant> constants = new ArrayList<>();
  private final List<ProgramProfile> profiles;
  private final OperationLegality operations = new OperationLegality(OperatorCatalog.shipped());

  /** A compressed constant, with all that uses it. */
  private record Constant(String place, Opset opset, Encoding encoding, List<EncodingUse> uses) {}

  /** What is found, by its words, so that many constants with one fault are one finding. */
  private static final class Findings {
    private final Map<String, Finding> byWords = new LinkedHashMap<>();

    void add(Finding finding) {
      byWords.merge(
          finding.reason() + finding.mend(),
          finding,
          (known, added) -> {
            List<String> places = new ArrayList<>(known.places());
            places.addAll(added.places());
            return new Finding(
                places, known.reason(), known.firstOs(), known.mend(), known.source());
          });
    }

    List<Finding> all() {
      return List.copyOf(byWords.values());
    }
  }

  /**
   * @param profiles the profiles of all functions of the package
   */
  PackageLegality(ModelPackage source, ComputeUnits units, List<ProgramProfile> profiles) {
    this.source = source;
    this.units = units;
    this.profiles = List.copyOf(profiles);
    for (ProgramPart part : source.programs()) {
      for (Map.Entry<String, Function> each : part.program().functions().entrySet()) {
        String function = part.path() + each.getKey();
        Opset opset = Opset.named(each.getValue().opset()).orElse(opset(part));
        each.getValue()
            .body()
            .ifPresent(body -> {
              for (LiftedConstant constant : ConstantGraph.of(function, body).constants()) {
                lift(function, opset, constant);
              }
            });
      }
    }
  }

  private void lift(String function, Opset opset, LiftedConstant constant) {
    if (constant.expression().isEmpty()) {
      return;
    }
    Encoding encoding = constant.expression().get().encoding();
    if (encoding.isDense()) {
      return;
    }
    List<EncodingUse> uses = new ArrayList<>();
    for (ConstantUse use : constant.uses()) {
      EncodingUse made = new EncodingUse(use.operationType(), use.argument(), encoding);
      if (!uses.contains(made)) {
        uses.add(made);
      }
    }
    constants.add(new Constant(function + "/" + constant.operationName(), opset, encoding, uses));
  }

  /** The newest opset that a part of the package needs. */
  Opset opset() {
    Opset newest = Opset.CORE_ML_5;
    for (ProgramPart part : source.programs()) {
      Opset own = opset(part);
      newest = own.isAtLeast(newest) ? own : newest;
    }
    return newest;
  }

  private static Opset opset(ProgramPart part) {
    for (Opset opset : Opset.values()) {
      if (opset.specificationVersion() == part.specificationVersion()) {
        return opset;
      }
    }
    Opset[] all = Opset.values();
    return part.specificationVersion() < all[0].specificationVersion()
        ? all[0]
        : all[all.length - 1];
  }

  /** Whether a version loads the package, by what these catalogues say of encodings. */
  SystemVerdict verdict(OsVersion system, List<HardwareCatalog> catalogs) {
    Findings findings = new Findings();
    Opset needed = opset();
    Optional<Opset> runs = system.newestOpset();
    if (runs.isEmpty() || !runs.get().isAtLeast(needed)) {
      OsVersion first = new OsVersion(system.system(), system.system().firstVersion(needed), 0);
      findings.add(
          new Finding(
              List.of(),
              "it is written for "
                  + needed.text()
                  + " (specification version "
                  + needed.specificationVersion()
                  + "), which needs "
                  + first,
              Optional.of(first),
              "raise the minimum to " + first + ", or convert the model again for " + system,
              FORMAT));
    }
    for (Constant constant : constants) {
      Optional<Obstacle> obstacle = Lowering.obstacle(constant.encoding(), constant.opset());
      obstacle.ifPresent(found -> findings.add(misfit(constant, found)));
      for (HardwareCatalog catalog : catalogs) {
        for (EncodingUse use : constant.uses()) {
          Verdict verdict = catalog.check(use, system, units);
          if (!verdict.legal()) {
            findings.add(refused(constant.place(), use, verdict, catalog, system));
          }
        }
      }
    }
    runs.ifPresent(opset -> operations(system, opset, findings));
    return new SystemVerdict(system, findings.all());
  }

  /**
   * Judges operations by the opset of their function, or by that of an older system: the first says
   * what is wrong with the package, the second what keeps it from that system.
   */
  private void operations(OsVersion system, Opset runs, Findings findings) {
    for (ProgramProfile profile : profiles) {
      Opset opset = runs.isAtLeast(profile.opset()) ? profile.opset() : runs;
      for (OperationProfile operation : profile.operations()) {
        for (OperationLegality.Finding found : operations.findings(operation, opset)) {
          Optional<OsVersion> first =
              found
                  .accepted()
                  .map(accepted ->
                      new OsVersion(system.system(), system.system().firstVersion(accepted), 0));
          findings.add(
              new Finding(
                  List.of(profile.function() + "/" + operation.name()),
                  found.reason(),
                  first,
                  first
                      .map(version -> "raise the minimum to " + version)
                      .orElse("convert the model again without this operation"),
                  OPERATORS));
        }
      }
    }
  }

  private static Finding misfit(Constant constant, Obstacle obstacle) {
    return new Finding(
        List.of(constant.place()),
        obstacle.reason() + "; the function is written for " + constant.opset().text(),
        Optional.empty(),
        "convert the model again for "
            + obstacle.firstOpset().map(Opset::firstOs).orElse("another encoding"),
        FORMAT);
  }

  private Finding refused(
      String place, EncodingUse use, Verdict verdict, HardwareCatalog catalog, OsVersion system) {
    Optional<Encoding> nearest =
        NearestEncoding.of(
            use.encoding(),
            candidate ->
                catalog
                    .check(
                        new EncodingUse(use.operationType(), use.argument(), candidate),
                        system,
                        units)
                    .legal());
    StringBuilder mend = new StringBuilder();
    verdict.firstOs().ifPresent(first -> mend.append("raise the minimum to ").append(first));
    nearest.ifPresent(encoding ->
        mend.append(mend.isEmpty() ? "" : ", or ")
            .append("store it as ")
            .append(EncodingText.of(encoding)));
    return new Finding(
        List.of(place),
        verdict.reason(),
        verdict.firstOs(),
        mend.isEmpty() ? "choose another encoding" : mend.toString(),
        verdict.source());
  }
}
