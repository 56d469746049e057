package dev.coremill.core.target;

import dev.coremill.api.config.Parameter;
import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.Confidence;
import dev.coremill.api.target.Evidence;
import dev.coremill.api.target.OsVersion;
import dev.coremill.api.target.Severity;
import dev.coremill.core.yaml.Node;
import dev.coremill.core.yaml.Position;
import java.util.List;
import java.util.Optional;

/** What stands in a file that describes targets. */
record TargetDescription(
    Position position,
    @Parameter(description = "The version of this file's format: 1.", minimum = 1, maximum = 1)
        int coremillTarget,
    @Parameter(
            description =
                "The id of the plugin, such as org.example.board; not in a jar, which has its own.")
        Optional<String> id,
    @Parameter(description = "Its version, such as 1.2.0; not in a jar.") Optional<String> version,
    @Parameter(description = "Who made it.") Optional<String> provider,
    @Parameter(
            description = "The versions of Coremill that it fits, such as >=0.1.0.",
            defaultValue = "*")
        String requires,
    @Parameter(description = "What it is.") Optional<String> description,
    @Parameter(description = "Its license.") Optional<String> license,
    @Parameter(description = "The vendor of the devices.") String vendor,
    @Parameter(description = "The chips.") List<ChipEntry> chips,
    @Parameter(description = "The devices.") List<DeviceEntry> devices,
    @Parameter(
            description = "Encodings that the devices do not load; all others they do.",
            defaultValue = "[]")
        List<EncodingEntry> encodings,
    @Parameter(description = "Where operations run, and warnings.", defaultValue = "[]")
        List<RuleEntry> rules,
    @Parameter(description = "Constants of the cost model.", defaultValue = "[]")
        List<CostEntry> costConstants) {

  /** An element of {@code chips}. */
  record ChipEntry(
      Position position,
      @Parameter(description = "Lower case with hyphens, such as npu-2.") String id,
      @Parameter(description = "The vendor's name of it.") String name,
      @Parameter(description = "What is known of it.", defaultValue = "[]")
          List<PropertyEntry> properties) {}

  /** An element of {@code properties}. */
  record PropertyEntry(
      Position position,
      @Parameter(description = "Such as memory_bandwidth_gbs; its unit is the end.") String name,
      @Parameter(description = "The value.") String value,
      @Parameter(description = "How good the source is.") Evidence evidence,
      @Parameter(description = "Where it is known from.") String source) {}

  /** An element of {@code devices}. */
  record DeviceEntry(
      Position position,
      @Parameter(description = "What pipelines name as a target.") String id,
      @Parameter(description = "The vendor's name of it.") String name,
      @Parameter(description = "The id of its chip.") String chip,
      @Parameter(description = "The systems that it runs.") List<SystemEntry> systems) {}

  /** An element of {@code systems}. */
  record SystemEntry(
      Position position,
      @Parameter(description = "The version that it came with, such as iOS16.") OsVersion oldest,
      @Parameter(description = "The last version for it; none where it still gets new ones.")
          Optional<OsVersion> newest,
      @Parameter(description = "How good the source is.") Evidence evidence,
      @Parameter(description = "Where it is known from.") String source) {}

  /** An element of {@code encodings}. */
  record EncodingEntry(
      Position position,
      @Parameter(description = "Facts about the weight and the system with tests, all to be met.")
          Node when,
      @Parameter(description = "Why, in words.") String reason,
      @Parameter(
              description = "The first version of each system that loads it after all.",
              defaultValue = "[]")
          List<OsVersion> firstOs,
      @Parameter(description = "How good the source is.") Evidence evidence,
      @Parameter(description = "Where it is known from.") String source) {}

  /** An element of {@code rules}. */
  record RuleEntry(
      Position position,
      @Parameter(description = "Lower case with hyphens.") String id,
      @Parameter(description = "A unit that it rules out.") Optional<ComputeUnit> excludes,
      @Parameter(description = "A unit that it prefers.") Optional<ComputeUnit> prefers,
      @Parameter(description = "How bad it is what it warns of.") Optional<Severity> warns,
      @Parameter(description = "Facts with tests, all to be met.", defaultValue = "{}") Node when,
      @Parameter(description = "What holds then, in words.") String reason,
      @Parameter(description = "What helps.") Optional<String> rewrite,
      @Parameter(description = "How sure it is.") Confidence confidence,
      @Parameter(description = "How good the source is.") Evidence evidence,
      @Parameter(description = "Where it is known from.") String source) {}

  /** An element of {@code cost_constants}. */
  record CostEntry(
      Position position,
      @Parameter(description = "Its name, such as compute_tflops.") String name,
      @Parameter(description = "The chip that it holds for; none for all.") Optional<String> chip,
      @Parameter(description = "The unit that it holds for; none for all.")
          Optional<ComputeUnit> unit,
      @Parameter(description = "The kind of operation or encoding; none for all.")
          Optional<String> kind,
      @Parameter(description = "The value.") double value,
      @Parameter(description = "The lower end of its band; the value where not given.")
          Optional<Double> low,
      @Parameter(description = "The upper end of its band; the value where not given.")
          Optional<Double> high,
      @Parameter(description = "How good the source is.") Evidence evidence,
      @Parameter(description = "Where it is known from.") String source) {}
}
