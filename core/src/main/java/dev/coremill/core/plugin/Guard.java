package dev.coremill.core.plugin;

import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls the methods of one extension, so that what goes wrong in them is told as its plugin's
 * defect, with the call, and so that a call that does not come back is known to be the plugin's.
 */
final class Guard {
  private static final String MEND = "do without the plugin, or report the defect to its provider";

  private final Object extension;
  private final String place;
  private final List<Class<? extends Throwable>> told;

  /**
   * Guards an extension that may throw nothing.
   *
   * @param place what it is, for messages, such as {@code metric top3}
   */
  Guard(Object extension, String place) {
    this(extension, place, List.of());
  }

  private Guard(Object extension, String place, List<Class<? extends Throwable>> told) {
    this.extension = extension;
    this.place = place;
    this.told = List.copyOf(told);
  }

  /** The same extension, doing something in particular. */
  Guard at(String otherPlace) {
    return new Guard(extension, otherPlace, told);
  }

  /** The same extension in methods that may throw, where the caller makes a message of that. */
  Guard telling(List<Class<? extends Throwable>> throwables) {
    return new Guard(extension, place, throwables);
  }

  /**
   * Asks for something.
   *
   * @param method the method's name
   * @return what it answers, never null
   * @throws ProblemException if it returns null, or throws what it may not
   */
  <T> T ask(String method, Supplier<? extends @Nullable T> work) {
    try (PluginCall call = PluginCall.enter(extension, place, method)) {
      try {
        @Nullable T answer = work.get();
        if (answer == null) {
          throw defect(method, "returned null");
        }
        return answer;
      } catch (ProblemException known) {
        throw known;
      } catch (IllegalArgumentException refused) {
        if (told.contains(IllegalArgumentException.class)) {
          throw new IllegalArgumentException(refused.getMessage() + call.words(), refused);
        }
        throw thrown(method, refused);
      } catch (RuntimeException | Error thrown) {
        for (Class<? extends Throwable> each : told) {
          if (each.isInstance(thrown)) {
            throw thrown;
          }
        }
        throw thrown(method, thrown);
      }
    }
  }

  /** Has something done. */
  void tell(String method, Runnable work) {
    Boolean _ =
        ask(
            method,
            () -> {
              work.run();
              return true;
            });
  }

  private ProblemException thrown(String method, Throwable defect) {
    return new ProblemException(problem(method, "failed: " + defect), defect);
  }

  /** A defect in what a method answered. */
  ProblemException defect(String method, String words) {
    return new ProblemException(problem(method, words));
  }

  private Problem problem(String method, String words) {
    String plugin = PluginClasses.pluginOf(extension);
    return Problem.failed(
        place,
        words
            + " (in "
            + method
            + " of "
            + (plugin.isEmpty() ? extension.getClass().getName() : "the plugin " + plugin)
            + ")",
        MEND);
  }

  /** The extension's class, and the plugin that it is from. */
  @Override
  public String toString() {
    String plugin = PluginClasses.pluginOf(extension);
    return extension.getClass().getName() + (plugin.isEmpty() ? "" : " of the plugin " + plugin);
  }
}
