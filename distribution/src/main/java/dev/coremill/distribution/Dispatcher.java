package dev.coremill.distribution;

import dev.coremill.core.problem.Suggestions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Picks the command, reads its options, runs it, and reports how it ended. */
final class Dispatcher {
  private final Terminal terminal;

  Dispatcher(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Runs what the user typed; returns the exit code. */
  int run(String... arguments) {
    boolean debug = Arrays.asList(arguments).contains("--debug");
    try {
      return dispatch(arguments);
    } catch (Exception
        | OutOfMemoryError
        | StackOverflowError
        | LinkageError
        | AssertionError thrown) {
      if (Thread.currentThread().isInterrupted() || thrown instanceof InterruptedException) {
        terminal.say("interrupted; the output is as it was");
        return 130;
      }
      return new Failures(terminal, debug).report(thrown);
    }
  }

  private int dispatch(String... arguments) throws Exception {
    String first = arguments.length == 0 ? "--help" : arguments[0];
    switch (first) {
      case "--help", "-h" -> {
        overview();
        return arguments.length == 0 ? Failures.USAGE : 0;
      }
      case "--version", "-V" -> {
        terminal.print("coremill " + Main.version() + "\n");
        return 0;
      }
      case "help" -> {
        if (arguments.length == 1) {
          overview();
        } else {
          usage(command(arguments[1]));
        }
        return 0;
      }
      default -> {
        CommandName name = command(first);
        return execute(name, Arrays.copyOfRange(arguments, 1, arguments.length));
      }
    }
  }

  private int execute(CommandName name, String... arguments) throws Exception {
    List<String> given = Arrays.asList(arguments);
    if (given.contains("--help") || given.contains("-h")) {
      usage(name);
      return 0;
    }
    Command command = name.create();
    ParseResult options;
    try {
      options = new CommandLine(specification(name, command)).parseArgs(arguments);
    } catch (ParameterException mistake) {
      throw new UsageException(
          lowerFirst(String.valueOf(mistake.getMessage()))
              + "; see 'coremill "
              + name.text()
              + " --help'");
    }
    return command.run(options, terminal);
  }

  private static CommandName command(String text) {
    CommandName name = CommandName.named(text);
    if (name == null) {
      throw new UsageException(
          "there is no command '" + text + "'; " + Suggestions.offer(text, CommandName.texts()));
    }
    return name;
  }

  private static CommandSpec specification(CommandName name, Command command) {
    CommandSpec specification = CommandSpec.create().name("coremill " + name.text());
    specification.usageMessage().description(name.summary()).sortOptions(false);
    command.define(specification);
    CommonOptions.define(specification);
    return specification;
  }

  private void usage(CommandName name) {
    StringWriter text = new StringWriter();
    new CommandLine(specification(name, name.create())).usage(new PrintWriter(text), Ansi.OFF);
    terminal.print(text.toString());
  }

  private void overview() {
    StringBuilder text = new StringBuilder();
    text.append("Coremill compresses Core ML models on any machine.\n\n");
    text.append("Usage: coremill COMMAND ...\n\n");
    for (CommandName name : CommandName.values()) {
      text.append("  ").append(name.text()).repeat(' ', 12 - name.text().length());
      text.append(name.summary()).append('\n');
    }
    text.append("\n'coremill COMMAND --help' shows the options of a command.\n");
    terminal.print(text.toString());
  }

  private static String lowerFirst(String message) {
    String line = message.replace('\n', ' ').strip();
    return line.isEmpty() ? line : Character.toLowerCase(line.charAt(0)) + line.substring(1);
  }
}
