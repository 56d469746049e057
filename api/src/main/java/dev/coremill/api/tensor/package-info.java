/**
 * Tensors as the format stores them: an element type, a shape and packed little-endian bytes, on or
 * off the heap, of any size.
 *
 * <p>Sub-byte elements are packed in row-major order, least significant bits first, with no
 * alignment per row; elements of 3 and 6 bits cross byte borders. Everything that reads or writes
 * elements goes through {@link dev.coremill.api.tensor.Elements}, so that the packing is known in
 * one place. Nothing here knows of files or programs.
 */
@NullMarked
package dev.coremill.api.tensor;

import org.jspecify.annotations.NullMarked;
