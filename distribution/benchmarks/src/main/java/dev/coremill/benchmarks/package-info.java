/**
 * Measurements of loops over weights and of predictions. {@code KernelBenchmarks} holds what is
 * measured, {@code MappedWeight} what it is measured on, and {@code Kernels} runs it and sets each
 * rate beside the one of a plain memory copy in the same run. {@code Predictions} times whole
 * predictions beside their {@code Products}. Nothing of the program uses anything here.
 */
@NullMarked
package dev.coremill.benchmarks;

import org.jspecify.annotations.NullMarked;
