package dev.coremill.core.report;

import dev.coremill.core.placement.Judgement;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the output runs on a target.
 *
 * @param target the target's id
 * @param name the device's name
 * @param legal whether everything is legal on every system that the device runs and the pipeline
 *     asks for
 * @param remarks one sentence for each thing that is not, and for each caution
 * @param judgements where the operations of each function run, and advisories; none where it is not
 *     legal
 */
public record TargetReport(
    String target, String name, boolean legal, List<String> remarks, List<Judgement> judgements) {
  /** Copies the lists. */
  public TargetReport {
    remarks = List.copyOf(remarks);
    judgements = List.copyOf(judgements);
  }

  /** A verdict on legality alone. */
  public TargetReport(String target, String name, boolean legal, List<String> remarks) {
    this(target, name, legal, remarks, List.of());
  }

  /** The same with where operations run, and remarks of that. */
  public TargetReport with(List<Judgement> added, List<String> more) {
    List<String> all = new ArrayList<>(remarks);
    all.addAll(more);
    return new TargetReport(target, name, legal, all, added);
  }
}
