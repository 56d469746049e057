/** Chips and devices of Apple. */
@NullMarked
package dev.coremill.targets.apple;

import org.jspecify.annotations.NullMarked;
