package dev.coremill.core.engine;

import dev.coremill.api.program.Function;
import dev.coremill.api.program.Opset;
import dev.coremill.api.program.Program;
import dev.coremill.core.mlpackage.ProgramPart;

/**
 * A program of the package on its way through a run.
 *
 * @param source the part of the package that it comes from
 * @param program the program as it is now
 * @param opset the opset that it is written for
 * @param changed whether it is no longer what the package holds, leaving weights aside
 */
record WorkingProgram(ProgramPart source, Program program, Opset opset, boolean changed) {
  /** How reports and uses name a function: with the path of its model in a pipeline before it. */
  String functionPath(String name, Function function, String specialization) {
    String path = source.path() + name;
    return specialization.equals(function.opset()) ? path : path + "@" + specialization;
  }
}
