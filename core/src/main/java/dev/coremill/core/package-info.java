/** The graph runtime. */
@NullMarked
package dev.coremill.core;

import org.jspecify.annotations.NullMarked;
