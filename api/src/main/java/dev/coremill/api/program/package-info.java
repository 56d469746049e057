/**
 * An immutable, typed picture of an ML program: functions, blocks, operations, values and types,
 * named as the format names them. Reading a program into this picture and writing it back loses
 * nothing: what the reader does not know travels in {@link dev.coremill.api.program.UnknownFields}
 * and in the {@code Opaque} variants, byte for byte.
 *
 * <p>Constants appear as the operations that the program has, {@code const} and {@code
 * constexpr_*}; package {@code dev.coremill.api.weight} is the view of them that algorithms work
 * with.
 */
@NullMarked
package dev.coremill.api.program;

import org.jspecify.annotations.NullMarked;
