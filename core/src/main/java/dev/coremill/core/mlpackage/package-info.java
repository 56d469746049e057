/** Packages, read and written. */
@NullMarked
package dev.coremill.core.mlpackage;

import org.jspecify.annotations.NullMarked;
