package dev.coremill.core.mlpackage;

import dev.coremill.api.program.Program;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model of a package: the whole, or a part of a pipeline.
 *
 * @param path empty for the whole, otherwise the numbers of the parts that lead to it, such as
 *     {@code 0/} or {@code 0/1/}
 * @param name the name that its pipeline gives it; for the whole, the folder's name without its
 *     extension
 * @param specificationVersion the version of the format that it needs
 * @param kind what it is, by the format's own name: {@code mlProgram}, {@code pipelineClassifier},
 *     {@code neuralNetwork}; empty if we do not know its kind
 * @param parts the models of a pipeline, in order; empty for other kinds
 * @param program the program, if the kind is {@code mlProgram}
 * @param inputs the inputs; empty where {@code functions} has them
 * @param outputs the outputs; empty where {@code functions} has them
 * @param states the states; empty where {@code functions} has them
 * @param functions the description of each function of a multi-function model, otherwise empty
 * @param defaultFunction which of them runs where none is named; empty for other models
 * @param predictedFeature the output that holds a classifier's label; empty for other models
 * @param predictedProbabilities the output that holds its probabilities; empty for other models
 * @param shortDescription what the model is, in the author's words
 * @param userDefined keys and values that the author or a tool added
 */
public record Model(
    String path,
    String name,
    int specificationVersion,
    String kind,
    List<Model> parts,
    Optional<Program> program,
    List<Feature> inputs,
    List<Feature> outputs,
    List<Feature> states,
    List<FunctionInterface> functions,
    String defaultFunction,
    String predictedFeature,
    String predictedProbabilities,
    String shortDescription,
    Map<String, String> userDefined) {
  /** Copies the collections. */
  public Model {
    parts = List.copyOf(parts);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    states = List.copyOf(states);
    functions = List.copyOf(functions);
    userDefined = Collections.unmodifiableMap(new LinkedHashMap<>(userDefined));
  }
}
