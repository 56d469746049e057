package dev.coremill.core.engine;

import dev.coremill.api.weight.Encoding;
import dev.coremill.core.constant.Lowering;
import dev.coremill.core.profile.EncodingPlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The encodings that weights will be stored in, by where they stand. */
final class PlannedEncodings implements EncodingPlan {
  private final Map<Place, Encoding> encodings = new HashMap<>();

  private record Place(String function, String constant) {}

  PlannedEncodings(List<PlannedWeight> weights) {
    for (PlannedWeight planned : weights) {
      if (planned.steps().isEmpty()) {
        continue;
      }
      Encoding stored = Lowering.stored(planned.after(), planned.weight().site().opset());
      for (Occurrence occurrence : planned.weight().occurrences()) {
        encodings.put(new Place(occurrence.functionPath(), occurrence.constant().name()), stored);
      }
    }
  }

  @Override
  public Optional<Encoding> planned(String function, String constant) {
    return Optional.ofNullable(encodings.get(new Place(function, constant)));
  }
}
