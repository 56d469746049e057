package dev.coremill.distribution;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands by name. A command is made only when it is called. */
enum CommandName {
  RUN("Run a pipeline file: compress a model as it says."),
  PLAN("Say what a pipeline file would do, without doing it."),
  COMPRESS("Compress a package without a pipeline file."),
  DECOMPRESS("Make every compressed constant of a package dense again."),
  INSPECT("Show what is in a package, with the names that selectors accept."),
  DIFF("Show how two packages differ."),
  PREDICT("Run a model on samples."),
  EVALUATE("Measure a model on samples: accuracy, perplexity, error against a reference."),
  COMPARE("Run two models on the same samples: where does the error begin?"),
  CHECK("Say whether systems load a package, and where its operations would run."),
  PLUGINS("List, show, install, remove and verify plugins and their algorithms."),
  TARGETS("List the devices, or show all that is known about one."),
  ESTIMATE("Say what a package costs on devices: latency, memory, load, energy."),
  FIT("Fit the constants of the cost model to measurements."),
  CALIBRATE("Fit the constants of your devices to measurements of your own."),
  SCHEMA("Print the JSON Schema of pipeline files, for editors.");

  private final String summary;

  CommandName(String summary) {
    this.summary = summary;
  }

  /** What the user types. */
  String text() {
    return switch (this) {
      case RUN -> "run";
      case PLAN -> "plan";
      case COMPRESS -> "compress";
      case DECOMPRESS -> "decompress";
      case INSPECT -> "inspect";
      case DIFF -> "diff";
      case PREDICT -> "predict";
      case EVALUATE -> "evaluate";
      case COMPARE -> "compare";
      case CHECK -> "check";
      case PLUGINS -> "plugins";
      case TARGETS -> "targets";
      case ESTIMATE -> "estimate";
      case FIT -> "fit";
      case CALIBRATE -> "calibrate";
      case SCHEMA -> "schema";
    };
  }

  /** What it does, in one sentence. */
  String summary() {
    return summary;
  }

  Command create() {
    return switch (this) {
      case RUN -> new RunCommand(false);
      case PLAN -> new RunCommand(true);
      case COMPRESS -> new CompressCommand();
      case DECOMPRESS -> new DecompressCommand();
      case INSPECT -> new InspectCommand();
      case DIFF -> new DiffCommand();
      case PREDICT -> new PredictCommand();
      case EVALUATE -> new EvaluateCommand();
      case COMPARE -> new CompareCommand();
      case CHECK -> new CheckCommand();
      case PLUGINS -> new PluginsCommand();
      case TARGETS -> new TargetsCommand();
      case ESTIMATE -> new EstimateCommand();
      case FIT -> new FitCommand(false);
      case CALIBRATE -> new FitCommand(true);
      case SCHEMA -> new SchemaCommand();
    };
  }

  static @Nullable CommandName named(String text) {
    for (CommandName name : values()) {
      if (name.text().equals(text)) {
        return name;
      }
    }
    return null;
  }

  static List<String> texts() {
    List<String> texts = new ArrayList<>();
    for (CommandName name : values()) {
      texts.add(name.text());
    }
    return texts;
  }
}
