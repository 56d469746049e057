package dev.coremill.plugins.torch;

import dev.coremill.api.program.Program;
import dev.coremill.api.runtime.CompressedConstants;
import dev.coremill.api.runtime.PreparedFunction;
import dev.coremill.api.runtime.ProgramRuntime;
import dev.coremill.api.runtime.RuntimeOptions;

/** Runs programs on libtorch, on the processor. */
public final class TorchRuntime implements ProgramRuntime {
  /** Loads nothing yet. */
  public TorchRuntime() {}

  @Override
  public String name() {
    return "torch";
  }

  @Override
  public String description() {
    return "Runs programs on the processor with libtorch, in float32 or rounding as float16 does.";
  }

  @Override
  public PreparedFunction prepare(
      Program program, String function, CompressedConstants constants, RuntimeOptions options) {
    NativeLibrary.require();
    return FunctionPreparer.prepare(program, function, constants, options);
  }
}
