package dev.coremill.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds the api to what plugins were built against: {@code src/baseline/api.txt} has a line for
 * each public type and member. A line may be added; one that goes, or a method that implementations
 * of plugins would have to have now, breaks them.
 */
class ApiBaselineTest {
  private static final Path BASELINE = Path.of("src/baseline/api.txt");
  private static final Path CLASSES = Path.of("target/classes");

  /** What plugins may rely on; the packages that are still being settled join when they are. */
  private static final Set<String> SETTLED =
      Set.of(
          "dev.coremill.api.algorithm",
          "dev.coremill.api.config",
          "dev.coremill.api.program",
          "dev.coremill.api.tensor",
          "dev.coremill.api.weight");

  private static final String REQUIRED = " abstract ";

  private static final String MEND =
      "plugins that were built against this api would break. Keep the old form beside the new one,"
          + " or give a new method of an interface a default. Before the first release, or in a"
          + " release that may break (api/README.md), write the baseline again with: ./mvnw -q -pl"
          + " api test -Dtest=ApiBaselineTest -Dapi.baseline=write";

  @Test
  void nothingThatPluginsRelyOnIsGone() throws Exception {
    Set<String> now = describe();
    if ("write".equals(System.getProperty("api.baseline"))) {
      Files.write(BASELINE, now);
    }
    List<String> before = Files.readAllLines(BASELINE);
    List<String> gone = new ArrayList<>(before);
    gone.removeAll(now);

    assertThat(gone).as(MEND).isEmpty();
    assertThat(newDuties(before, now)).as(MEND).isEmpty();
  }

  @Test
  void aMethodThatImplementationsLackIsABreakAndANewTypeIsNot() {
    List<String> before = List.of("type a.One", "a.One abstract int x()");
    Set<String> grown = new TreeSet<>(before);
    grown.add("type a.Two");
    grown.add("a.Two abstract int y()");
    assertThat(newDuties(before, grown)).isEmpty();

    grown.add("a.One abstract int y()");
    assertThat(newDuties(before, grown)).containsExactly("a.One abstract int y()");
  }

  /** Abstract methods that known types have got. */
  private static List<String> newDuties(List<String> before, Set<String> now) {
    Set<String> known = new HashSet<>(before);
    List<String> duties = new ArrayList<>();
    for (String line : now) {
      int end = line.indexOf(REQUIRED);
      if (end > 0 && !known.contains(line) && known.contains("type " + line.substring(0, end))) {
        duties.add(line);
      }
    }
    return duties;
  }

  private static Set<String> describe() throws IOException, ClassNotFoundException {
    Set<String> lines = new TreeSet<>();
    try (Stream<Path> files = Files.walk(CLASSES)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
        String name = CLASSES.relativize(file).toString().replace('/', '.').replace('\\', '.');
        Class<?> type = Class.forName(name.substring(0, name.length() - ".class".length()));
        if (isPublic(type) && SETTLED.contains(type.getPackageName())) {
          describe(type, lines);
        }
      }
    }
    return lines;
  }

  private static boolean isPublic(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return Modifier.isPublic(type.getModifiers())
        && !type.isSynthetic()
        && !type.isAnonymousClass()
        && (outer == null || isPublic(outer));
  }

  private static void describe(Class<?> type, Set<String> lines) {
    String name = type.getName();
    lines.add("type " + name);
    for (Class<?> each : type.getInterfaces()) {
      lines.add(name + " implements " + each.getName());
    }
    for (Constructor<?> each : type.getDeclaredConstructors()) {
      if (Modifier.isPublic(each.getModifiers())) {
        lines.add(name + " constructor " + Arrays.toString(each.getGenericParameterTypes()));
      }
    }
    for (Field each : type.getDeclaredFields()) {
      if (Modifier.isPublic(each.getModifiers())) {
        lines.add(name + " field " + each.getGenericType().getTypeName() + ' ' + each.getName());
      }
    }
    if (type.isRecord()) {
      List<String> components = new ArrayList<>();
      for (RecordComponent each : type.getRecordComponents()) {
        components.add(each.getGenericType().getTypeName() + ' ' + each.getName());
      }
      lines.add(name + " record " + components);
    }
    for (Method each : type.getDeclaredMethods()) {
      if (Modifier.isPublic(each.getModifiers()) && !each.isSynthetic()) {
        boolean duty = Modifier.isAbstract(each.getModifiers()) && !type.isSealed();
        lines.add(
            name
                + (duty && !type.isAnnotation() ? REQUIRED : " method ")
                + (Modifier.isStatic(each.getModifiers()) ? "static " : "")
                + each.getGenericReturnType().getTypeName()
                + ' '
                + each.getName()
                + Arrays.toString(each.getGenericParameterTypes()));
      }
    }
  }
}
