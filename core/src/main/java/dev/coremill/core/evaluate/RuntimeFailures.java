package dev.coremill.core.evaluate;

import dev.coremill.api.runtime.PredictionException;
import dev.coremill.api.runtime.ProgramRuntime;
import dev.coremill.api.runtime.RuntimeUnavailableException;
import dev.coremill.api.runtime.UnsupportedProgramException;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/**
 * Makes problems of what runtimes throw.
 *
 * @param runtime the name of the runtime
 */
record RuntimeFailures(String runtime) {
  static RuntimeFailures of(ProgramRuntime runtime) {
    return new RuntimeFailures(runtime.name());
  }

  /**
   * Does something with a runtime.
   *
   * @param place what is run, for messages
   * @throws ProblemException for everything that the runtime throws, but where the run is stopped
   */
  <T> T guard(Supplier<String> place, Supplier<T> work) {
    try {
      return work.get();
    } catch (ProblemException | CancellationException known) {
      throw known;
    } catch (UnsupportedProgramException unsupported) {
      throw wrapped(
          Problem.input(place.get(), "runtime " + runtime + ": " + unsupported.getMessage(), ""),
          unsupported);
    } catch (RuntimeUnavailableException unavailable) {
      throw wrapped(Problem.input("runtime " + runtime, text(unavailable), ""), unavailable);
    } catch (PredictionException failed) {
      throw wrapped(Problem.failed(place.get(), text(failed), ""), failed);
    } catch (IllegalArgumentException refused) {
      throw wrapped(
          Problem.input(
              place.get(), "runtime " + runtime + " refuses the inputs: " + text(refused), ""),
          refused);
    } catch (LinkageError missing) {
      throw wrapped(
          Problem.input(
              "runtime " + runtime,
              "its native library is missing or does not load: " + text(missing),
              "install the plugin again, for this operating system and processor ("
                  + System.getProperty("os.name")
                  + ", "
                  + System.getProperty("os.arch")
                  + ")"),
          missing);
    } catch (RuntimeException defect) {
      throw wrapped(
          Problem.failed(
              place.get(),
              "runtime " + runtime + " failed: " + defect,
              "report the defect to the plugin's provider"),
          defect);
    }
  }

  private static String text(Throwable thrown) {
    return String.valueOf(thrown.getMessage());
  }

  private static ProblemException wrapped(Problem problem, Throwable cause) {
    return new ProblemException(problem, cause);
  }
}
