/**
 * The verdict on a package as it is: whether systems load it, where its operations would run on
 * targets, and what to beware of. Packages enter opened; a verdict leaves as a report, as text or
 * as JSON.
 */
@NullMarked
package dev.coremill.core.check;

import org.jspecify.annotations.NullMarked;
