/**
 * What a function costs on a device: latency, bytes, first load and energy, from a profile, a
 * placement and the constants of a target ({@link dev.coremill.api.target.CostConstant}). Every
 * number that is not counted from the program is a constant of a data file with a source; nothing
 * here knows a vendor. {@code fit} makes such constants from measurements.
 */
@NullMarked
package dev.coremill.core.cost;

import org.jspecify.annotations.NullMarked;
