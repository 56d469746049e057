/**
 * What a user asks for. {@link dev.coremill.core.pipeline.PipelineReader} makes a {@link
 * dev.coremill.core.pipeline.Pipeline} of a YAML file or of command-line arguments; everything in
 * it has been checked that can be checked without opening the model. A stage selects weights
 * ({@link dev.coremill.core.pipeline.Selection}) and holds rules, of which the first that matches a
 * weight says how it is treated. Configuration files of coremltools become such rules too.
 */
@NullMarked
package dev.coremill.core.pipeline;

import org.jspecify.annotations.NullMarked;
