/**
 * Chips and devices of Apple, and what their systems accept. The facts live in data files beside
 * the classes ({@code chips.csv}, {@code chip-facts.csv}, {@code devices.csv}, {@code
 * device-systems.csv}, {@code encodings.csv}), each value with its evidence and source: a new
 * device is a line there and no code. The classes read them strictly, only when asked, and apply
 * the rules.
 */
@NullMarked
package dev.coremill.targets.apple;

import org.jspecify.annotations.NullMarked;
