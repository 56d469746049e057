package dev.coremill.plugins.torch.operator;

/**
 * An operator that this runtime knows.
 *
 * @param kernel computes it
 * @param rounds whether it computes new numbers, which have to be rounded to the type that the
 *     program declares; false where outputs hold elements of the inputs as they are
 */
public record RegisteredOperator(OperatorKernel kernel, boolean rounds) {}
