/**
 * The shapes of the values of a program: those that it states, those that follow from its inputs
 * where it leaves dimensions open, and those that a user asks for. Nothing here looks at weights.
 */
@NullMarked
package dev.coremill.core.shape;

import org.jspecify.annotations.NullMarked;
