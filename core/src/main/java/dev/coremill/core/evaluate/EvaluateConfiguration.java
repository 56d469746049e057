package dev.coremill.core.evaluate;

import dev.coremill.api.config.Parameter;
import dev.coremill.api.runtime.NumericMode;
import dev.coremill.core.yaml.Node;
import java.util.List;
import java.util.Optional;

/** The configuration of a stage of a pipeline that measures the result before it is kept. */
public record EvaluateConfiguration(
    @Parameter(
            description =
                "Files or folders of samples, relative to this file or to the current directory;"
                    + " NAME=FILE and NAME=FILE:float32[1,3,224,224] as on the command line.")
        List<String> data,
    @Parameter(
            description = "Metrics, such as top1; what goes with the data where none is named.",
            defaultValue = "[]")
        List<String> metric,
    @Parameter(
            description =
                "The smallest values allowed, such as {top1: 0.98}; a number alone where there is"
                    + " one metric. The run fails below.",
            defaultValue = "{}")
        Node min,
    @Parameter(
            description = "The largest values allowed, such as {perplexity: 3.5}, in the same way.",
            defaultValue = "{}")
        Node max,
    @Parameter(
            description =
                "What outputs are compared with: 'original' for the model before its compression,"
                    + " or the path of a package.")
        Optional<String> reference,
    @Parameter(description = "The values of the data that are labels: NAME or OUTPUT=NAME.")
        Optional<String> labels,
    @Parameter(description = "The function to run; the default one where none is named.")
        Optional<String> function,
    @Parameter(description = "What runs the model; torch where none is named.")
        Optional<String> runtime,
    @Parameter(
            description =
                "How results are rounded: float32, or float16 wherever the program says float16.",
            defaultValue = "float32")
        NumericMode numeric,
    @Parameter(
            description =
                "What pictures' values 0 to 255 are multiplied with for an input that is an array:"
                    + " a number, or three for red, green and blue.",
            defaultValue = "[]")
        List<Double> imageScale,
    @Parameter(
            description = "What is added after image_scale, in the same way.",
            defaultValue = "[]")
        List<Double> imageBias,
    @Parameter(description = "Use the first samples only.", minimum = 1) Optional<Long> samples,
    @Parameter(description = "Begin with fresh states after so many samples.", minimum = 1)
        Optional<Long> sequence) {
  /** The name of the stage in pipelines. */
  public static final String NAME = "evaluate";

  /** What it does, for lists and editors. */
  public static final String DESCRIPTION =
      "Measures the result on samples before it is moved into place; the run fails where a"
          + " threshold is not kept.";

  /** What {@code reference} says for the model before its compression. */
  public static final String ORIGINAL = "original";

  /** Copies the lists. */
  public EvaluateConfiguration {
    data = List.copyOf(data);
    metric = List.copyOf(metric);
    imageScale = List.copyOf(imageScale);
    imageBias = List.copyOf(imageBias);
  }
}
