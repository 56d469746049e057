/**
 * Threads that run what plugins do, and the waiting for it. Nothing here knows what the work is.
 */
@NullMarked
package dev.coremill.core.thread;

import org.jspecify.annotations.NullMarked;
