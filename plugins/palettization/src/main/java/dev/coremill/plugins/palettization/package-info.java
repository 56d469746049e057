/** Palettization of weights. */
@NullMarked
package dev.coremill.plugins.palettization;

import org.jspecify.annotations.NullMarked;
