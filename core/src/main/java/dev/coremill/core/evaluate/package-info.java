/**
 * Running whole packages on samples, and judging what comes out. {@link
 * dev.coremill.core.evaluate.RunnableModel} runs a model of any kind with a runtime that a plugin
 * provides: a function, a pipeline, a classifier, with states from sample to sample. On it stand
 * {@link dev.coremill.core.evaluate.Evaluator} (metrics), {@link
 * dev.coremill.core.evaluate.ModelComparison} (two models side by side), {@link
 * dev.coremill.core.evaluate.PredictionFile} (outputs kept) and {@link
 * dev.coremill.core.evaluate.OverflowAudit}. Nothing here knows how an operation is computed.
 */
@NullMarked
package dev.coremill.core.evaluate;

import org.jspecify.annotations.NullMarked;
