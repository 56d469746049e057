/**
 * YAML files as trees that remember where everything stands. Only syntax is judged here: what the
 * keys mean is the business of {@code dev.coremill.core.config}. JSON is read too, being YAML.
 */
@NullMarked
package dev.coremill.core.yaml;

import org.jspecify.annotations.NullMarked;
