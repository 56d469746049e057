package dev.coremill.api.target;

import java.util.Optional;

/**
 * The versions of a system that a device runs.
 *
 * @param oldest the version that it came with
 * @param newest the last version for it; empty where it still gets new ones
 */
public record OsRange(OsVersion oldest, Optional<OsVersion> newest) {}
