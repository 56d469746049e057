package dev.coremill.core.placement;

/**
 * A condition of a rule.
 *
 * @param fact what it asks about
 * @param property the property of the chip, where that is what it asks about; otherwise empty
 * @param test what it asks
 */
public record Condition(Fact fact, String property, FactTest test) {
  /** Its fact as rules write it. */
  public String name() {
    return fact == Fact.CHIP_PROPERTY ? Fact.CHIP_PREFIX + property : fact.text();
  }

  /** Whether it holds. */
  boolean holds(FactTable facts) {
    return test.holds(fact == Fact.CHIP_PROPERTY ? facts.property(property) : facts.values(fact));
  }
}
