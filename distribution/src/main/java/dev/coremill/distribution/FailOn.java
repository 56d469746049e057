package dev.coremill.distribution;

import dev.coremill.api.target.Advisory;
import dev.coremill.api.target.Severity;
import dev.coremill.core.placement.Judgement;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.report.TargetReport;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The option that lets a build server stop at advisories. */
final class FailOn {
  private static final String OPTION = "--fail-on";

  private FailOn() {}

  static void define(CommandSpec specification) {
    specification.addOption(
        OptionSpec.builder(OPTION)
            .paramLabel("SEVERITY")
            .type(String.class)
            .description(
                "End with exit code 3 when there is an advisory of this severity or a graver one:"
                    + " error, warning (the same as advisory) or information.")
            .build());
  }

  /** The severity that is asked for. */
  static Optional<Severity> of(ParseResult options) {
    String text = options.matchedOptionValue(OPTION, "");
    return switch (text) {
      case "" -> Optional.empty();
      case "error" -> Optional.of(Severity.ERROR);
      case "warning", "advisory" -> Optional.of(Severity.WARNING);
      case "information" -> Optional.of(Severity.INFORMATION);
      default ->
          throw new UsageException(
              OPTION + " " + text + ": expected error, warning, advisory or information");
    };
  }

  /**
   * Ends a job before its work starts.
   *
   * @throws ProblemException if a target has an advisory of this severity or a graver one
   */
  static void requireNone(Severity severity, List<TargetReport> targets) {
    Set<Problem> problems = new LinkedHashSet<>();
    for (TargetReport target : targets) {
      for (Judgement judgement : target.judgements()) {
        for (Advisory advisory : judgement.advisories()) {
          if (advisory.severity().compareTo(severity) <= 0) {
            problems.add(
                Problem.illegal(
                    target.name(),
                    advisory.message() + " (" + advisory.source() + ")",
                    advisory.mend().orElse("choose another --fail-on to go on")));
          }
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new ProblemException(List.copyOf(problems));
    }
  }
}
