/**
 * Running programs: what a runtime plugin offers ({@link dev.coremill.api.runtime.ProgramRuntime}),
 * what it runs on ({@link dev.coremill.api.runtime.Samples}), and how results are judged ({@link
 * dev.coremill.api.runtime.Metric}). Nothing here knows how an operation is computed.
 */
@NullMarked
package dev.coremill.api.runtime;

import org.jspecify.annotations.NullMarked;
