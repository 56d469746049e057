package dev.coremill.targets.apple;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EncodingFeaturesTest {
  @ParameterizedTest
  @MethodSource("dev.coremill.targets.apple.EncodingExamples#all")
  void theStructureOfAnEncodingTellsItsFeatures(EncodingExamples.Example example) {
    example.encoding().validate();

    assertThat(EncodingFeatures.of(example.encoding())).isEqualTo(example.features());
  }

  @Test
  void theExamplesShowEveryFeature() {
    EnumSet<EncodingFeature> shown = EnumSet.of(EncodingFeature.MALFORMED);
    EncodingExamples.all().forEach(example -> shown.addAll(example.features()));

    assertThat(shown).isEqualTo(EnumSet.allOf(EncodingFeature.class));
  }
}
