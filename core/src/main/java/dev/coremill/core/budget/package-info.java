/**
 * Choosing for each weight among several encodings, so that the total squared error is as small as
 * possible within a budget of bytes: the multiple-choice knapsack problem. What enters are bytes
 * and errors alone; the engine measures them and acts on the choice.
 */
@NullMarked
package dev.coremill.core.budget;

import org.jspecify.annotations.NullMarked;
