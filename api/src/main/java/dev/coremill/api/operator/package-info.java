/**
 * What is known of the operators of ML programs, as data: since which opset each exists, its
 * parameters with their types and defaults, and what changed later. Legality, raising an opset,
 * costs and runtimes all read it here.
 */
@NullMarked
package dev.coremill.api.operator;

import org.jspecify.annotations.NullMarked;
