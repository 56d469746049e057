package dev.coremill.core.pipeline;

import dev.coremill.api.algorithm.BudgetCandidates;
import dev.coremill.core.config.Binder;
import dev.coremill.core.yaml.Node;
import dev.coremill.core.yaml.NodeText;
import dev.coremill.core.yaml.Position;
import dev.coremill.core.yaml.YamlReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the budget of a stage. */
final class BudgetReader {
  private static final String BITS_KEY = "bits_per_weight";
  private static final String BYTES_KEY = "max_bytes";
  private static final String CANDIDATES_KEY = "candidates";

  private final Binder binder;
  private final TreatmentReader treatments;

  BudgetReader(Binder binder, TreatmentReader treatments) {
    this.binder = binder;
    this.treatments = treatments;
  }

  /**
   * What was read.
   *
   * @param isGiven whether the stage has a budget, sound or not
   * @param budget the budget; empty where there is none, or something is wrong with it
   */
  record Read(boolean isGiven, Optional<Budget> budget) {
    /** The treatment of one of the candidates; null where something is wrong. */
    @Nullable Treatment anyTreatment() {
      return budget.map(sound -> sound.candidates().getFirst().treatment()).orElse(null);
    }
  }

  /** The parameters of a candidate, and up to which bits for each element it is one. */
  private record Offer(Node.Mapping parameters, double mostBitsPerWeight) {}

  /** Reads the budget of a stage, and reports what is wrong with it. */
  Read read(
      PipelineSection.AlgorithmStage section,
      Node.Mapping stage,
      Node config,
      Position usePosition,
      String subject) {
    boolean bits = section.bitsPerWeight().isPresent();
    if (!bits && section.maxBytes().isEmpty()) {
      if (section.candidates().isEmpty()) {
        return new Read(false, Optional.empty());
      }
      binder.report(
          position(stage, CANDIDATES_KEY),
          subject + ": 'candidates' are for a budget, and there is none",
          "give " + BITS_KEY + " or " + BYTES_KEY + ", or put the parameters into config");
      return new Read(true, Optional.empty());
    }
    if (bits && section.maxBytes().isPresent()) {
      binder.report(
          position(stage, BYTES_KEY),
          subject + ": '" + BITS_KEY + "' and '" + BYTES_KEY + "' exclude each other",
          "keep one of them");
      return new Read(true, Optional.empty());
    }
    String key = bits ? BITS_KEY : BYTES_KEY;
    Position position = position(stage, key);
    if (!(config instanceof Node.Mapping base) || !treatments.knows(section.use())) {
      treatments.read(section.use(), section.use(), usePosition, config, Optional.empty());
      return new Read(true, Optional.empty());
    }
    List<Offer> offers = offers(section, base, position, subject, key);
    List<Budget.Candidate> candidates = new ArrayList<>();
    for (Offer offer : offers) {
      Node.Mapping each = offer.parameters();
      Treatment treatment =
          treatments.read(
              section.use(),
              section.use() + ", as a candidate for " + key,
              usePosition,
              each.over(base),
              section.select().weightThreshold());
      if (treatment != null) {
        candidates.add(
            new Budget.Candidate(each, NodeText.flow(each), treatment, offer.mostBitsPerWeight()));
      }
    }
    if (candidates.isEmpty() || candidates.size() < offers.size()) {
      return new Read(true, Optional.empty());
    }
    String text =
        stage.get(key) instanceof Node.Scalar scalar
            ? scalar.text()
            : section.bitsPerWeight().map(String::valueOf).orElse("");
    return new Read(
        true,
        Optional.of(
            new Budget(
                key, text, position, section.bitsPerWeight(), section.maxBytes(), candidates)));
  }

  /** The candidates of the file, or those of the algorithm that the stage's config allows. */
  private List<Offer> offers(
      PipelineSection.AlgorithmStage section,
      Node.Mapping config,
      Position position,
      String subject,
      String key) {
    List<Offer> offers = new ArrayList<>();
    if (section.candidates().isPresent()) {
      for (Node given : section.candidates().get()) {
        if (given instanceof Node.Mapping mapping) {
          offers.add(new Offer(mapping, Double.POSITIVE_INFINITY));
        } else {
          binder.report(
              given.position(),
              subject + ": a candidate must be keys with values, such as {nbits: 4}",
              "write parameters of " + section.use());
        }
      }
      if (section.candidates().get().isEmpty()) {
        binder.report(
            position, subject + ": 'candidates' is empty", "list some, or leave the key out");
      }
      return offers;
    }
    Optional<BudgetCandidates> offered = treatments.budgetCandidates(section.use());
    if (offered.isPresent()) {
      for (Map<String, String> candidate : offered.get().budgetCandidates()) {
        Node.Mapping mapping = mapping(candidate);
        if (agrees(mapping, config)) {
          offers.add(new Offer(mapping, offered.get().mostBitsPerWeight(candidate)));
        }
      }
    }
    if (offers.isEmpty()) {
      binder.report(
          position,
          subject
              + ": "
              + section.use()
              + (offered.isEmpty()
                  ? " has no candidates of its own for " + key
                  : " has no candidate for " + key + " that agrees with config"),
          "list them as candidates: [{...}, {...}]");
    }
    return offers;
  }

  private Node.Mapping mapping(Map<String, String> parameters) {
    Position position = Position.argument("candidates");
    List<Node.Entry> entries = new ArrayList<>();
    parameters.forEach((key, value) ->
        entries.add(
            new Node.Entry(
                key, position, YamlReader.parseArgument(key, value, new ArrayList<>()))));
    return new Node.Mapping(position, entries);
  }

  /** Whether config fixes nothing that a candidate wants otherwise. */
  private static boolean agrees(Node.Mapping candidate, Node.Mapping config) {
    for (Node.Entry entry : candidate.entries()) {
      Node fixed = config.get(entry.key());
      if (fixed != null && !NodeText.flow(fixed).equals(NodeText.flow(entry.value()))) {
        return false;
      }
    }
    return true;
  }

  private static Position position(Node.Mapping stage, String key) {
    Node value = stage.get(key);
    return value == null ? stage.position() : value.position();
  }
}
