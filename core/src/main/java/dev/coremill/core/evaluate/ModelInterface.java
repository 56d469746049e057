package dev.coremill.core.evaluate;

import dev.coremill.api.program.Function;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Program;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.runtime.NumericMode;
import dev.coremill.api.tensor.DataType;
import dev.coremill.core.mlpackage.Feature;
import dev.coremill.core.mlpackage.FunctionInterface;
import dev.coremill.core.mlpackage.Model;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.problem.Suggestions;
import dev.coremill.core.sample.InputSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What goes into a model and what comes out of it.
 *
 * @param function the function that runs; empty for a pipeline
 * @param inputs the inputs, without states
 * @param outputs the names of the outputs
 * @param stateful whether it has states
 * @param label the output that holds a classifier's label; empty for other models
 * @param probabilities the output that holds its probabilities; empty for other models
 */
public record ModelInterface(
    String function,
    List<InputSpec> inputs,
    List<String> outputs,
    boolean stateful,
    String label,
    String probabilities) {
  /** Copies the lists. */
  public ModelInterface {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /**
   * The interface of a model.
   *
   * @param place the package, for messages
   * @param function the function to run; empty for the default one
   * @throws ProblemException if there is no such function, or if the model is of a kind that cannot
   *     run
   */
  public static ModelInterface of(String place, Model model, Optional<String> function) {
    return model.program().isPresent()
        ? ofProgram(place, model, model.program().get(), function)
        : ofPipeline(place, model, function);
  }

  /**
   * The same as a runtime of a mode takes it: with float32, data for a float16 input keep the
   * precision that they have.
   */
  ModelInterface in(NumericMode mode) {
    List<InputSpec> entering = new ArrayList<>();
    for (InputSpec input : inputs) {
      boolean widened = mode == NumericMode.FLOAT32 && input.type() == DataType.FLOAT16;
      entering.add(widened ? input.of(DataType.FLOAT32) : input);
    }
    return new ModelInterface(function, entering, outputs, stateful, label, probabilities);
  }

  /**
   * Requires that what this model takes also is what another takes.
   *
   * @param place this model, for messages
   * @param other the model that the samples were bound to
   * @param otherPlace the other model, for messages
   * @throws ProblemException if an input of this one is none of the other's
   */
  void requireInputsOf(String place, ModelInterface other, String otherPlace) {
    List<String> names = new ArrayList<>();
    other.inputs().forEach(input -> names.add(input.name()));
    for (InputSpec input : inputs) {
      if (!names.contains(input.name())) {
        throw new ProblemException(
            Problem.input(
                place,
                "its input '"
                    + input.name()
                    + "' is none of "
                    + otherPlace
                    + " ("
                    + String.join(", ", names)
                    + ")",
                "compare models with inputs of the same names"));
      }
    }
  }

  private static ModelInterface ofProgram(
      String place, Model model, Program program, Optional<String> asked) {
    String name = function(place, model, program, asked);
    Function function = program.functions().get(name);
    if (function == null) {
      throw new ProblemException(
          Problem.input(
              place,
              "there is no function '" + name + "'",
              Suggestions.offer(name, program.functions().keySet())));
    }
    List<Feature> features = model.inputs();
    List<Feature> outputFeatures = model.outputs();
    for (FunctionInterface each : model.functions()) {
      if (each.name().equals(name)) {
        features = each.inputs();
        outputFeatures = each.outputs();
      }
    }
    List<InputSpec> inputs = new ArrayList<>();
    boolean stateful = false;
    for (NamedType input : function.inputs()) {
      if (input.type() instanceof ValueType.OfState) {
        stateful = true;
      } else if (input.type() instanceof ValueType.OfTensor type) {
        inputs.add(DescribedInput.spec(input.name(), type, features));
      } else {
        throw new ProblemException(
            Problem.input(
                place,
                "the input '" + input.name() + "' is " + input.type() + ", which no data can be",
                ""));
      }
    }
    List<String> outputs = new ArrayList<>();
    outputFeatures.forEach(feature -> outputs.add(feature.name()));
    return new ModelInterface(
        name, inputs, outputs, stateful, model.predictedFeature(), model.predictedProbabilities());
  }

  private static String function(
      String place, Model model, Program program, Optional<String> asked) {
    if (asked.isPresent()) {
      return asked.get();
    }
    if (!model.defaultFunction().isEmpty()) {
      return model.defaultFunction();
    }
    if (program.functions().containsKey("main") || program.functions().size() != 1) {
      if (!program.functions().containsKey("main")) {
        throw new ProblemException(
            Problem.input(
                place,
                "no function of the model is its default",
                "name one with --function: " + String.join(", ", program.functions().keySet())));
      }
      return "main";
    }
    return program.functions().keySet().iterator().next();
  }

  private static ModelInterface ofPipeline(String place, Model model, Optional<String> asked) {
    if (model.parts().isEmpty()) {
      throw new ProblemException(
          Problem.input(
              place,
              "it is a model of the kind "
                  + (model.kind().isEmpty() ? "(unknown)" : model.kind())
                  + ", which cannot run here",
              "convert the original model to an ML program (iOS15 or later)"));
    }
    if (asked.isPresent()) {
      throw new ProblemException(
          Problem.input(place, "a pipeline has no functions", "leave --function out"));
    }
    List<InputSpec> inputs = new ArrayList<>();
    boolean stateful = false;
    List<String> made = new ArrayList<>();
    for (Model part : model.parts()) {
      ModelInterface inner = of(place + " model " + part.path(), part, Optional.empty());
      stateful |= inner.stateful();
      for (InputSpec input : inner.inputs()) {
        boolean known = inputs.stream().anyMatch(each -> each.name().equals(input.name()));
        if (!known && !made.contains(input.name())) {
          inputs.add(input);
        }
      }
      made.addAll(inner.outputs());
    }
    List<String> outputs = new ArrayList<>();
    model.outputs().forEach(feature -> outputs.add(feature.name()));
    return new ModelInterface(
        "", inputs, outputs, stateful, model.predictedFeature(), model.predictedProbabilities());
  }
}
