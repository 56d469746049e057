package dev.coremill.core.engine;

import dev.coremill.core.constant.LiftedConstant;

/**
 * A constant where it stands.
 *
 * @param program the program that it is in
 * @param functionPath the function and specialization that it is in
 * @param constant the constant
 */
record Occurrence(WorkingProgram program, String functionPath, LiftedConstant constant) {}
