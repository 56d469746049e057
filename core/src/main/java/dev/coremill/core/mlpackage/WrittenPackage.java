package dev.coremill.core.mlpackage;

import java.nio.file.Path;

/**
 * A package that has been written and read back.
 *
 * @param path where it is
 * @param packageBytes bytes of all its files
 * @param weightBytes bytes of the blob files that its programs use
 */
public record WrittenPackage(Path path, long packageBytes, long weightBytes) {}
