package dev.coremill.core.placement;

import dev.coremill.api.target.ProgramProfile;

/**
 * What is judged: a function with what its profile leaves out.
 *
 * @param profile the function
 * @param constants the values of its parameters
 * @param shapes what shapes its inputs may have
 */
public record Subject(ProgramProfile profile, ProgramConstants constants, ShapeKind shapes) {}
