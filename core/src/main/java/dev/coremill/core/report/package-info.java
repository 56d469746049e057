/**
 * What a plan or a run found and did, as records, and their renderings for people and machines. The
 * engine fills the records; it knows nothing of the renderings.
 */
@NullMarked
package dev.coremill.core.report;

import org.jspecify.annotations.NullMarked;
