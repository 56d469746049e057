/**
 * What a Coremill plugin sees: tensors, programs, weight expressions, and the extension points.
 * Nothing here depends on more than the JDK, so that a plugin needs this one library to compile.
 */
@NullMarked
package dev.coremill.api;

import org.jspecify.annotations.NullMarked;
