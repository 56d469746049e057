package dev.coremill.distribution;

import org.jspecify.annotations.Nullable;

/** Who ends the process by {@code System.exit}, found in the stacks of threads. */
final class ExitCaller {
  private ExitCaller() {}

  /** Who calls for the end of the process in a stack, or null. */
  static @Nullable StackTraceElement in(StackTraceElement[] stack) {
    for (int i = 0; i + 1 < stack.length; i++) {
      String type = stack[i].getClassName();
      boolean exit =
          stack[i].getMethodName().equals("exit")
              && (type.equals("java.lang.System") || type.equals("java.lang.Runtime"));
      boolean outermost = exit && !stack[i + 1].getClassName().equals("java.lang.System");
      if (outermost) {
        return stack[i + 1];
      }
    }
    return null;
  }

  /** Whether a caller is the command line, at the end of a command. */
  static boolean isMain(StackTraceElement caller) {
    return caller.getClassName().equals(Main.class.getName());
  }

  /** Whether code that is not ours ends the process, and no signal does. */
  static boolean isForeign() {
    for (StackTraceElement[] stack : Thread.getAllStackTraces().values()) {
      StackTraceElement caller = in(stack);
      if (caller != null && !isMain(caller)) {
        return true;
      }
    }
    return false;
  }
}
