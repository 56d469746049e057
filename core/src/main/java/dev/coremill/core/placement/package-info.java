/**
 * Where operations run, and what is known to go wrong: the rules of a target ({@link
 * dev.coremill.api.target.TargetRule}) applied to a profile. A {@link
 * dev.coremill.core.placement.Fact} is something that a rule can ask about; a {@link
 * dev.coremill.core.placement.FactTest} is what it asks. Rules come from catalogues alone: nothing
 * here knows a vendor.
 */
@NullMarked
package dev.coremill.core.placement;

import org.jspecify.annotations.NullMarked;
