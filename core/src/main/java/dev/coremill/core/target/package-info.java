/**
 * Targets that are described in a file and in no class: a {@code NAME.target.yaml} gives chips,
 * devices, encodings that they refuse, placement rules and cost constants, each with its source.
 * What it says is checked when it is read, with the place of every mistake.
 */
@NullMarked
package dev.coremill.core.target;

import org.jspecify.annotations.NullMarked;
