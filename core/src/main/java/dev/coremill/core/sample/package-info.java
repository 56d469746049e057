/**
 * Samples for models: files that hold them ({@link dev.coremill.core.sample.DataSet} opens npz,
 * npy, safetensors, raw, JSON lines and pictures, and whatever plugins add), and what it takes to
 * feed them to the inputs of a model ({@link dev.coremill.core.sample.BoundSamples}). Samples are
 * read one at a time, so that memory is bounded by one sample. Files are untrusted: what a header
 * says is checked against what is there before memory is taken.
 */
@NullMarked
package dev.coremill.core.sample;

import org.jspecify.annotations.NullMarked;
