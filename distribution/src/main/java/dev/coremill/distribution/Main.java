package dev.coremill.distribution;

/** The entry point of the command line. */
public final class Main {
  private Main() {}

  /**
   * Prints the version.
   *
   * @param arguments what the user typed
   */
  public static void main(String[] arguments) {
    if (arguments.length == 1 && arguments[0].equals("--version")) {
      System.out.println("coremill " + Main.class.getPackage().getImplementationVersion());
      return;
    }
    System.err.println("coremill: only --version is known so far");
    System.exit(2);
  }
}
