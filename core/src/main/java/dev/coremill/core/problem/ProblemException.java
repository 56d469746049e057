package dev.coremill.core.problem;

import java.util.List;
import java.util.stream.Collectors;

/** Ends what is being done, because of one or more problems that the user can mend. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  /** Ends with one problem. */
  public ProblemException(Problem problem) {
    this(List.of(problem));
  }

  /**
   * Ends with one problem that another exception revealed; the cause shows only with {@code
   * --debug}.
   */
  public ProblemException(Problem problem, Throwable cause) {
    super(problem.toString(), cause);
    this.problems = List.of(problem);
  }

  /**
   * Ends with several problems, which are shown together.
   *
   * @param problems at least one
   */
  public ProblemException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("no problem");
    }
    this.problems = List.copyOf(problems);
  }

  /** The problems, in the order in which they were found. */
  public List<Problem> problems() {
    return problems;
  }

  /** The exit code: that of the gravest kind, where bad input counts most. */
  public int exitCode() {
    boolean input = problems.stream().anyMatch(problem -> problem.kind() == Problem.Kind.INPUT);
    return input ? Problem.Kind.INPUT.exitCode() : problems.getFirst().kind().exitCode();
  }
}
