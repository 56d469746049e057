/** The command line. */
@NullMarked
package dev.coremill.distribution;

import org.jspecify.annotations.NullMarked;
