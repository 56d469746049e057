/**
 * Results of work on single weights, kept from run to run and addressed by content, so that an
 * interrupted run of a large package continues and an edited pipeline redoes only what changed.
 *
 * <p><b>Key.</b> {@link dev.coremill.core.cache.ResultKey} is a SHA-256 over everything that an
 * algorithm may see: the bytes and the encoding of the weight, its site, the policy for indivisible
 * sizes, and then for each step the algorithm, its plugin and its configuration. The key after each
 * step is made from the one before it, so pipelines that begin alike share the keys of their
 * beginning.
 *
 * <p><b>Entry.</b> One file for each result, written beside its place and moved there in one step,
 * with a SHA-256 of itself at its end. What is damaged, unreadable or of another version is told in
 * a remark and made again. Readers view the mapped file; an entry is never changed in place, so one
 * that is replaced or removed meanwhile stays as it was for those who view it.
 *
 * <p><b>What is kept.</b> Making a key means reading and hashing the whole weight, about 1.5 GB/s
 * on one core, and storing means writing the result. Work that is faster than that (quantization,
 * pruning, one table for a whole tensor) is not slowed down for it: it says so in {@link
 * dev.coremill.api.algorithm.WeightAlgorithm#worthCaching}, and its results are kept only in runs
 * of {@link dev.coremill.core.cache.ResultCache#LARGE_RUN} bytes of weights or more, which take
 * long enough that somebody may have to continue them. The result before a further step is kept
 * where expensive work led to it and it is smaller than the dense weight.
 *
 * <p><b>Bounds.</b> A run stores no more than the bound, and at its end removes what nobody used
 * for {@link dev.coremill.core.cache.ResultCache#MAXIMUM_AGE} and then the oldest entries until the
 * rest fits. Nothing is cleaned at the start. Any number of processes may use a folder at once.
 *
 * <p>Only values, encodings and remarks enter; this package knows nothing of stages and plans.
 */
@NullMarked
package dev.coremill.core.cache;

import org.jspecify.annotations.NullMarked;
