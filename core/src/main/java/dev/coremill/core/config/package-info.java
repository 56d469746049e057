/**
 * From YAML trees to configuration records. {@link dev.coremill.core.config.ConfigurationType} is
 * what a record class says of itself through {@link dev.coremill.api.config.Parameter}; {@link
 * dev.coremill.core.config.Binder} makes records of that class. All problems of a file are
 * collected, so that a user sees them at once.
 *
 * <p>Core's own records may use a few more types than a plugin's: {@code Pattern}, {@code
 * OsVersion}, {@code Node} (taken as it stands) and {@code Position} (filled with where the mapping
 * begins; not a key).
 */
@NullMarked
package dev.coremill.core.config;

import org.jspecify.annotations.NullMarked;
