package dev.coremill.api.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes one component of a configuration record. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Parameter {
  /** What the parameter means, in a sentence or two, with its unit. */
  String description();

  /**
   * The value where the file gives none, written as in YAML: {@code 8}, {@code per_channel}, {@code
   * []}. Empty for a parameter that must be given; an {@code Optional} component needs none.
   */
  String defaultValue() default "";

  /** The smallest number allowed; of a list, for each element. */
  double minimum() default Double.NEGATIVE_INFINITY;

  /** The largest number allowed; of a list, for each element. */
  double maximum() default Double.POSITIVE_INFINITY;

  /** The values allowed, written as in YAML; empty for all of the type. */
  String[] allowed() default {};
}
