package dev.coremill.core.check;

import dev.coremill.api.target.TargetSetting;
import dev.coremill.core.placement.Judgement;
import java.util.List;

/**
 * What is to be expected on a target.
 *
 * @param name the target in words, such as {@code iPhone 15 Pro}
 * @param setting the device, the system and the allowed units
 * @param legality whether the system loads the package
 * @param judgements one for each function; none where it does not load
 */
public record TargetVerdict(
    String name, TargetSetting setting, SystemVerdict legality, List<Judgement> judgements) {
  /** Copies the list. */
  public TargetVerdict {
    judgements = List.copyOf(judgements);
  }
}
