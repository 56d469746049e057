/** Pruning of weights. */
@NullMarked
package dev.coremill.plugins.pruning;

import org.jspecify.annotations.NullMarked;
