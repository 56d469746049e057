package dev.coremill.plugins.torch;

import dev.coremill.plugins.torch.operator.OperationSite;
import dev.coremill.plugins.torch.operator.RegisteredOperator;

/**
 * An operation whose names are resolved to slots.
 *
 * @param site the operation
 * @param operator computes it
 * @param arguments for each argument the slots that it is bound to
 * @param outputs the slots of its outputs
 * @param blocks its inner blocks
 * @param dead slots that nothing uses after this operation
 * @param dying a bit for each argument whose value is among them
 */
@SuppressWarnings("ArrayRecordComponent") // Nothing compares them or changes the arrays.
record PreparedOperation(
    OperationSite site,
    RegisteredOperator operator,
    int[][] arguments,
    int[] outputs,
    PreparedBlock[] blocks,
    int[] dead,
    long dying) {}
