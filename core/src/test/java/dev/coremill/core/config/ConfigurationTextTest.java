package dev.coremill.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigurationTextTest {
  private record Inner(List<String> names) {}

  private record Outer(
      int count, double share, DayOfWeek day, Optional<Integer> axis, String text, Inner inner) {}

  private record Sizes(Map<String, Integer> sizes) {}

  private record Other(Object value) {}

  private static final Outer OUTER =
      new Outer(1, 0.5, DayOfWeek.FRIDAY, Optional.of(3), "t", new Inner(List.of("a", "b")));

  @Test
  void everyComponentIsInIt() {
    assertThat(ConfigurationText.of(OUTER).orElseThrow())
        .endsWith(
            "Outer(count=1,share=0.5,day=FRIDAY,axis=?3,text=1:t,inner="
                + Inner.class.getName()
                + "(names=[1:a,1:b,],),)");
  }

  @Test
  void listsOfTextsThatReadAlikeAreToldApart() {
    assertThat(ConfigurationText.of(new Inner(List.of("a,1:b"))))
        .isNotEqualTo(ConfigurationText.of(new Inner(List.of("a", "b"))));
  }

  @Test
  void theOrderOfAMapDoesNotMatter() {
    Map<String, Integer> one = new LinkedHashMap<>();
    one.put("x", 1);
    one.put("y", 2);
    Map<String, Integer> other = new LinkedHashMap<>();
    other.put("y", 2);
    other.put("x", 1);

    assertThat(ConfigurationText.of(new Sizes(one)))
        .isPresent()
        .isEqualTo(ConfigurationText.of(new Sizes(other)));
  }

  @Test
  void aValueWithoutATextHasNone() {
    assertThat(ConfigurationText.of(new Other(new Object()))).isEmpty();
  }
}
