/**
 * Profiles of programs: every operation with its shapes, the encodings of its constants and its
 * multiply-adds, in the order in which they run. Placement rules and cost models look at nothing
 * else. Packages enter as they are, or together with the encodings that a pipeline plans.
 */
@NullMarked
package dev.coremill.core.profile;

import org.jspecify.annotations.NullMarked;
