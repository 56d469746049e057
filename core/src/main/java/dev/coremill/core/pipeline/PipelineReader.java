package dev.coremill.core.pipeline;

import dev.coremill.api.target.Deployment;
import dev.coremill.core.config.Binder;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.yaml.Node;
import dev.coremill.core.yaml.YamlReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads pipelines. Everything that is wrong is found before anything is thrown. */
public final class PipelineReader {
  private static final String SUBJECT = "pipeline";

  private final List<Problem> problems;
  private final Binder binder;
  private final StageReader stageReader;

  private PipelineReader(List<Problem> problems, AlgorithmCatalog catalog) {
    this.problems = problems;
    this.binder = new Binder(problems);
    TreatmentReader treatments = new TreatmentReader(binder, catalog);
    this.stageReader =
        new StageReader(binder, treatments, new OptimizationConfigReader(binder, treatments));
  }

  /**
   * Reads a pipeline file, in YAML or JSON. A relative model is looked for in the file's folder,
   * then in the current directory; output and report are relative to the folder where the model was
   * found.
   *
   * @throws ProblemException with everything that is wrong, each with file, line and column
   */
  public static Pipeline read(Path file, AlgorithmCatalog catalog) {
    List<Problem> problems = new ArrayList<>();
    Node root = YamlReader.read(file, problems);
    Path parent = file.toAbsolutePath().getParent();
    Path folder = parent == null ? file.toAbsolutePath() : parent;
    return new PipelineReader(problems, catalog).pipeline(root, folder);
  }

  /**
   * Makes a pipeline of command-line arguments; paths are relative to the current directory.
   *
   * @throws ProblemException with everything that is wrong, each with the argument
   */
  public static Pipeline fromArguments(PipelineArguments arguments, AlgorithmCatalog catalog) {
    List<Problem> problems = new ArrayList<>();
    Node root = new ArgumentTree(arguments, catalog, problems).build();
    return new PipelineReader(problems, catalog).pipeline(root, Path.of("").toAbsolutePath());
  }

  private Pipeline pipeline(Node root, Path folder) {
    checkVersion(root);
    PipelineSection section = binder.bind(PipelineSection.class, root, SUBJECT);
    List<Stage> stages = new ArrayList<>();
    List<Node> stageNodes = stageNodes(root);
    for (int i = 0; i < stageNodes.size(); i++) {
      Stage stage = stageReader.read(stageNodes.get(i), i, folder);
      if (stage != null) {
        stages.add(stage);
      }
    }
    PipelinePaths paths = null;
    if (section != null) {
      paths = PipelinePaths.resolve(section, root, folder, binder);
    }
    if (!problems.isEmpty() || section == null || paths == null) {
      throw new ProblemException(problems);
    }
    Deployment deployment =
        new Deployment(section.deployment().minimumOs(), section.deployment().computeUnits());
    return new Pipeline(
        paths.model(),
        paths.output(),
        deployment,
        section.targets(),
        stages,
        section.onIndivisible(),
        paths.report(),
        new PipelineSource(root, folder));
  }

  /** Stages are read even where the rest of the file is wrong, so that all is told at once. */
  private List<Node> stageNodes(Node root) {
    Node stages = root instanceof Node.Mapping mapping ? mapping.get("stages") : null;
    return switch (stages) {
      case null -> List.of();
      case Node.Sequence sequence -> sequence.items();
      case Node.Mapping single -> List.of(single);
      case Node.Scalar scalar -> {
        boolean none = scalar.kind() == Node.Scalar.Kind.NONE;
        if (!none) {
          binder.report(
              scalar.position(),
              "stages: expected a list, found \"" + scalar.text() + "\"",
              "write '[{use: " + scalar.text() + "}]'");
        }
        yield List.of();
      }
    };
  }

  /** A file of a later version is not judged by the rules of this one. */
  private static void checkVersion(Node root) {
    if (root instanceof Node.Mapping mapping
        && mapping.get("coremill") instanceof Node.Scalar version
        && version.kind() == Node.Scalar.Kind.WHOLE_NUMBER
        && !version.text().equals("1")) {
      throw new ProblemException(
          Problem.input(
              version.position().toString(),
              "coremill: "
                  + version.text()
                  + " is a version of the pipeline file that is not known",
              "this Coremill reads version 1"));
    }
  }
}
