/**
 * How a plugin describes its configuration: a record whose components carry {@link
 * dev.coremill.api.config.Parameter}. That one description drives binding from YAML, error
 * messages, the JSON Schema and the documentation.
 *
 * <p>A component {@code groupSize} is the key {@code group_size}; an enum constant {@code
 * PER_CHANNEL} is the value {@code per_channel}. Components may be int, long, double, boolean,
 * String, an enum, a record of the same kind, a {@code List} of these (a single value is read as a
 * list of one), or an {@code Optional} of these. Types read from files are checked against the
 * annotation; a compact constructor may check what concerns several components, by throwing {@link
 * java.lang.IllegalArgumentException}.
 */
@NullMarked
package dev.coremill.api.config;

import org.jspecify.annotations.NullMarked;
