/**
 * Looks at packages without changing them: what is in one ({@link
 * dev.coremill.core.inspect.Inspection}), and how two differ ({@link
 * dev.coremill.core.inspect.Difference}); with the renderings of both for people and machines.
 * Values are read in chunks, so that a package may be larger than memory.
 */
@NullMarked
package dev.coremill.core.inspect;

import org.jspecify.annotations.NullMarked;
