/**
 * Makes constants of the cost model from measurements of networks. The same formula that estimates
 * ({@link dev.coremill.core.cost.ItemTime}) is fitted to the logarithms of latencies: what is known
 * beforehand, with its band, pulls where measurements are few, and chips of one catalogue pull each
 * other. Equal inputs give equal constants.
 */
@NullMarked
package dev.coremill.core.cost.fit;

import org.jspecify.annotations.NullMarked;
