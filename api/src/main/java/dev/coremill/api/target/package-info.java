/**
 * Where a compressed model must run: operating systems, compute units, chips and devices, and what
 * they accept. Every fact comes with its source and a mark of how good it is. Vendors implement
 * {@link dev.coremill.api.target.HardwareCatalog}.
 */
@NullMarked
package dev.coremill.api.target;

import org.jspecify.annotations.NullMarked;
