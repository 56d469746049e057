package dev.coremill.plugins.torch;

/**
 * A block whose names are resolved to slots.
 *
 * @param inputs the slots that it is entered with
 * @param operations its operations, in order, without constants
 * @param outputs the slots of what it returns
 * @param locals slots that the block defines, its inputs included; free outside of it
 */
@SuppressWarnings("ArrayRecordComponent") // Nothing compares them or changes the arrays.
record PreparedBlock(int[] inputs, PreparedOperation[] operations, int[] outputs, int[] locals) {}
