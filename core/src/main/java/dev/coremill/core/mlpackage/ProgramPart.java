package dev.coremill.core.mlpackage;

import dev.coremill.api.program.Program;

/**
 * An ML program of a package: the model itself, or a part of a pipeline.
 *
 * @param path which part: empty for the model itself, otherwise the numbers of the parts that lead
 *     to it, such as {@code 0/} or {@code 0/1/}
 * @param specificationVersion the specification version of that part
 * @param program its program
 */
public record ProgramPart(String path, int specificationVersion, Program program) {}
