package dev.coremill.plugins.torch;

import dev.coremill.api.program.Program;
import dev.coremill.api.runtime.CompressedConstants;
import dev.coremill.api.runtime.PreparedFunction;
import dev.coremill.api.runtime.ProgramRuntime;
import dev.coremill.api.runtime.RuntimeOptions;
import dev.coremill.plugins.torch.operator.PackingLibrary;

/** Runs programs on libtorch, on the processor. */
public final class TorchRuntime implements ProgramRuntime {
  private final boolean packing;

  /** Loads nothing yet. */
  public TorchRuntime() {
    this(true);
  }

  /**
   * The same, with or without kernels that pack constants.
   *
   * @param packing false to compute every operation as it stands: what packed kernels are held to
   */
  TorchRuntime(boolean packing) {
    this.packing = packing;
  }

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
    PackingLibrary library = packing ? PackingLibrary.ofThisMachine() : PackingLibrary.NONE;
    return FunctionPreparer.prepare(program, function, constants, library, options);
  }
}
