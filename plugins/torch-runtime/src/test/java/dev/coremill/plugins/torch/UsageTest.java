package dev.coremill.plugins.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Natives are freed once, and not while somebody uses them. */
class UsageTest {
  private final AtomicInteger freed = new AtomicInteger();
  private final Usage usage = new Usage("it", freed::incrementAndGet);

  @Test
  void whatNobodyUsesIsFreedWhenItIsClosed() {
    usage.enter();
    usage.leave();
    assertThat(freed).hasValue(0);
    usage.close();
    usage.close();
    assertThat(freed).hasValue(1);
  }

  @Test
  void whatIsUsedIsFreedByTheLastWhoLeaves() {
    usage.enter();
    usage.enter();
    usage.close();
    usage.leave();
    assertThat(freed).hasValue(0);
    usage.leave();
    usage.close();
    assertThat(freed).hasValue(1);
  }

  @Test
  void whatIsClosedIsNotEnteredAgain() {
    usage.enter();
    usage.close();
    assertThatThrownBy(usage::enter)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("it is closed");
  }
}
