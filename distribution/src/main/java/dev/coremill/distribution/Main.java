package dev.coremill.distribution;

import java.io.FileDescriptor;
import java.io.FileOutputStream;

/** The entry point of the command line. */
public final class Main {
  private Main() {}

  /**
   * Runs a command and ends the process with its exit code: 0 done, 1 the job failed, 2 bad usage
   * or bad input, 3 illegal for the target.
   *
   * @param arguments what the user typed
   */
  public static void main(String[] arguments) {
    if (arguments.length == 1 && (arguments[0].equals("--version") || arguments[0].equals("-V"))) {
      System.out.println("coremill " + version());
      return;
    }
    // Guice reads it when its first class is loaded.
    System.setProperty("guice_bytecode_gen_option", "DISABLED");
    if (arguments.length == 1 && arguments[0].equals("--training")) {
      Training.run();
      return;
    }
    Terminal terminal =
        new Terminal(
            new FileOutputStream(FileDescriptor.out), System.err, Terminal.isInteractive());
    Interruption interruption = Interruption.install();
    int exitCode = new Dispatcher(terminal).run(arguments);
    if (interruption.release()) {
      System.exit(exitCode);
    }
  }

  /** The version of this build. */
  static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "(development)" : version;
  }
}
