package dev.coremill.distribution;

import dev.coremill.api.runtime.NumericMode;
import dev.coremill.api.runtime.ProgramRuntime;
import dev.coremill.api.runtime.RuntimeOptions;
import dev.coremill.core.evaluate.ModelInterface;
import dev.coremill.core.evaluate.RunnableModel;
import dev.coremill.core.evaluate.Runtimes;
import dev.coremill.core.evaluate.SampleProgress;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.plugin.Plugins;
import dev.coremill.core.sample.BoundSamples;
import dev.coremill.core.sample.DataArgument;
import dev.coremill.core.sample.DataSet;
import dev.coremill.core.sample.PictureFitting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Options of the commands that run models on samples. */
final class SampleOptions {
  private static final long LINE_INTERVAL = 5_000_000_000L;

  private SampleOptions() {}

  static void define(CommandSpec specification) {
    specification.addOption(
        OptionSpec.builder("--data")
            .paramLabel("FILE")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .required(true)
            .description(
                "Samples: npz, npy, safetensors, jsonl, a picture or a folder of pictures."
                    + " NAME=FILE names the input of a file without names,"
                    + " NAME=FILE:float32[1,3,224,224] says what raw bytes are. May be repeated.")
            .build());
    CommonOptions.text(
        specification, "--function", "NAME", "The function to run; the default one if not given.");
    CommonOptions.text(
        specification, "--runtime", "NAME", "What runs the model; torch if it is installed.");
    CommonOptions.text(
        specification,
        "--numeric",
        "MODE",
        "float32, or float16: rounded wherever the program says float16. float32 if not given.");
    CommonOptions.text(
        specification, "--samples", "N", "Use the first N samples; all if not given.");
    CommonOptions.text(
        specification,
        "--sequence",
        "N",
        "Begin with fresh states every N samples; all samples are one sequence if not given.");
    CommonOptions.text(
        specification,
        "--image-scale",
        "X",
        "What pictures' values 0 to 255 are multiplied with for an input that is an array; X, or"
            + " R,G,B.");
    CommonOptions.text(
        specification, "--image-bias", "X", "What is added after --image-scale; X, or R,G,B.");
    CommonOptions.text(
        specification,
        "--threads",
        "N",
        "Samples that run at the same time, one for each processor if not given; where only one"
            + " does, threads that share it, one if not given and the model has states.");
    CommonOptions.definePlugins(specification);
  }

  /** The samples to use, or to pass before states begin anew; 0 where nobody says. */
  static long number(ParseResult options, String name) {
    return CommonOptions.count(options, name).orElse(0);
  }

  /** How models are to be run. */
  static RuntimeOptions runtimeOptions(ParseResult options, NumericMode otherwise) {
    NumericMode mode =
        CommonOptions.text(options, "--numeric").map(SampleOptions::mode).orElse(otherwise);
    return new RuntimeOptions(mode, CommonOptions.threads(options));
  }

  private static NumericMode mode(String given) {
    return switch (given) {
      case "float32" -> NumericMode.FLOAT32;
      case "float16" -> NumericMode.FLOAT16;
      default -> throw new UsageException("--numeric " + given + ": expected float32 or float16");
    };
  }

  static ProgramRuntime runtime(ParseResult options, Plugins plugins) {
    return Runtimes.choose(plugins.runtimes(), CommonOptions.text(options, "--runtime"));
  }

  /**
   * Makes a package ready to run.
   *
   * @param data what it will run on
   * @param watched whether values are watched, of one sample at a time
   */
  static RunnableModel model(
      ModelPackage source,
      ProgramRuntime runtime,
      RuntimeOptions how,
      DataSet data,
      boolean watched,
      ParseResult options) {
    Optional<String> function = CommonOptions.text(options, "--function");
    RuntimeOptions chosen =
        options.hasMatchedOption("--threads") ? how : RunnableModel.usual(source, function, how);
    boolean single = data.count() == 1 || number(options, "--samples") == 1;
    return RunnableModel.open(source, function, runtime, chosen, watched || single);
  }

  static DataSet data(ParseResult options, Plugins plugins) {
    return DataSet.open(arguments(options), plugins.sampleSources());
  }

  static List<DataArgument> arguments(ParseResult options) {
    List<DataArgument> arguments = new ArrayList<>();
    for (String text : options.matchedOptionValue("--data", new ArrayList<String>())) {
      arguments.add(DataArgument.parse(text, Path.of("")));
    }
    return arguments;
  }

  static BoundSamples bound(DataSet data, ModelInterface face, ParseResult options) {
    PictureFitting pictures =
        new PictureFitting(numbers(options, "--image-scale"), numbers(options, "--image-bias"));
    return BoundSamples.bind(data, face.inputs(), pictures);
  }

  private static List<Double> numbers(ParseResult options, String name) {
    Optional<String> option = CommonOptions.text(options, name);
    if (option.isEmpty()) {
      return List.of();
    }
    String given = option.get();
    List<Double> numbers = new ArrayList<>();
    for (String part : given.split(",", -1)) {
      numbers.add(number(part.strip()));
    }
    boolean sound = numbers.stream().allMatch(number -> Double.isFinite(number));
    if (!sound || numbers.size() != 1 && numbers.size() != 3) {
      throw new UsageException(name + " " + given + ": expected a number, or three: R,G,B");
    }
    return numbers;
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException _) {
      return Double.NaN;
    }
  }

  /** Tells every few seconds how many samples are done. */
  static SampleProgress progress(ParseResult options, Terminal terminal) {
    if (CommonOptions.isSet(options, "--quiet")) {
      return SampleProgress.SILENT;
    }
    long[] told = {System.nanoTime()};
    return (done, total) -> {
      long now = System.nanoTime();
      if (now - told[0] >= LINE_INTERVAL && done < total) {
        told[0] = now;
        terminal.say(done + " of " + total + " samples");
      }
    };
  }
}
