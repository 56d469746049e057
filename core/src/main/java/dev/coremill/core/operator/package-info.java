/**
 * What the catalogue of operators says about the operations of a program: whether an opset has
 * them, with these arguments of these types, and which opset would be the first to.
 */
@NullMarked
package dev.coremill.core.operator;

import org.jspecify.annotations.NullMarked;
