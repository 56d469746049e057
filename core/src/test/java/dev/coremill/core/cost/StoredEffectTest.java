package dev.coremill.core.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.coremill.core.cost.WeightForm.Kind;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class StoredEffectTest {
  private static final EffectConstants CONSTANTS =
      new EffectConstants(0.4, 0.2, 1, 1, 0.7, 0.4, 0.8);

  private static final List<Kind> KINDS = List.of(Kind.values());

  @Test
  void plainWeightsChangeNothing() {
    assertThat(CONSTANTS.of(WeightForm.PLAIN, 1, false, 1)).isEqualTo(StoredEffect.NONE);
  }

  @Test
  void moreStoredBytesAreNeverFaster() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
    for (int round = 0; round < 2000; round++) {
      Kind kind = KINDS.get(random.nextInt(KINDS.size()));
      WeightForm form = new WeightForm(kind, 1 + random.nextInt(16), random.nextDouble(), 0);
      double less = random.nextDouble(0, 1);
      double more = random.nextDouble(less, 1.2);

      double fast = CONSTANTS.of(form, less, false, 1).weights();
      double slow = CONSTANTS.of(form, more, false, 1).weights();

      assertThat(fast).as("%s at %s and %s", form, less, more).isLessThanOrEqualTo(slow);
    }
  }

  @Test
  void moreBitsAreNeverFaster() {
    for (Kind kind : new Kind[] {Kind.INTEGER, Kind.BLOCKWISE_INTEGER, Kind.PALETTE}) {
      double before = 0;
      for (int bits = 1; bits <= 8; bits++) {
        WeightForm form = new WeightForm(kind, bits, 1, 0);
        double here = CONSTANTS.of(form, form.nominalShare(), false, 1).weights();
        assertThat(here).as("%s", form).isGreaterThanOrEqualTo(before);
        before = here;
      }
    }
  }

  @Test
  void threeBitsAreReadAsFour() {
    double three =
        CONSTANTS.of(new WeightForm(Kind.PALETTE, 3, 1, 0), 3 / 16.0, false, 1).weights();

    assertThat(three).isCloseTo(0.25, within(1e-12));
  }

  @Test
  void zerosSpareComputingFromOneHalfOn() {
    assertThat(sparse(0.5).compute()).isEqualTo(1);
    assertThat(sparse(0.75).compute()).isCloseTo(0.8, within(1e-12));
    assertThat(sparse(0.99).compute()).isEqualTo(sparse(0.9).compute());
  }

  private static StoredEffect sparse(double zeros) {
    WeightForm form = WeightForm.PLAIN.pruned(1 - zeros);
    return CONSTANTS.of(form, form.nominalShare(), false, 1);
  }

  @Test
  void whatCachesDoNotHoldComesFromMemory() {
    assertThat(ItemTime.weightRate(50e6, 100, 25, 64e6)).isEqualTo(100);
    assertThat(ItemTime.weightRate(128e6, 100, 25, 64e6)).isCloseTo(40, within(1e-9));
  }
}
