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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds the api to what plugins were built against. {@code src/baseline} has a file for each tagged
 * version, {@code X.Y.Z.txt}, with a line for each public type and member, and {@code
 * untagged.txt}, which counts while there is none. A line may be added; one that goes, or a method
 * that implementations of plugins would have to have now, breaks them.
 */
class ApiBaselineTest {
  private static final Path BASELINES = Path.of("src/baseline");
  private static final Path UNTAGGED = BASELINES.resolve("untagged.txt");
  private static final Path CLASSES = Path.of("target/classes");
  private static final Pattern TAGGED = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+)\\.txt");

  /** What plugins may rely on: everything. */
  private static final Set<String> SETTLED =
      Set.of(
          "dev.coremill.api.algorithm",
          "dev.coremill.api.config",
          "dev.coremill.api.operator",
          "dev.coremill.api.program",
          "dev.coremill.api.runtime",
          "dev.coremill.api.target",
          "dev.coremill.api.tensor",
          "dev.coremill.api.weight");

  private static final String REQUIRED = " abstract ";

  private static final String MEND =
      "plugins that were built against this api would break. Keep the old form beside the new one,"
          + " or give a new method of an interface a default. Before the first tag, or in a version"
          + " that may break (api/README.md), write a baseline with: ./mvnw -q -pl api test"
          + " -Dtest=ApiBaselineTest -Dapi.baseline=untagged (or =0.2.0)";

  @Test
  void nothingThatPluginsRelyOnIsGone() throws Exception {
    Set<String> now = describe();
    String write = System.getProperty("api.baseline", "");
    if (!write.isEmpty()) {
      Files.write(BASELINES.resolve(write + ".txt"), now);
    }
    List<String> before = Files.readAllLines(lastTagged());
    List<String> gone = new ArrayList<>(before);
    gone.removeAll(now);

    assertThat(gone).as(MEND).isEmpty();
    assertThat(newDuties(before, now)).as(MEND).isEmpty();
  }

  @Test
  void everyPackageIsSettled() throws Exception {
    Set<String> packages = new TreeSet<>();
    for (Class<?> type : publicTypes()) {
      packages.add(type.getPackageName());
    }

    assertThat(packages).isEqualTo(new TreeSet<>(SETTLED));
  }

  @Test
  void theLastTaggedVersionCountsByItsNumbersAndNotByItsLetters() {
    assertThat(newest(List.of("0.9.0.txt", "untagged.txt", "0.10.0.txt", "0.2.11.txt")))
        .isEqualTo("0.10.0.txt");
    assertThat(newest(List.of("untagged.txt"))).isEqualTo("untagged.txt");
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

  private static Path lastTagged() throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.list(BASELINES)) {
      files.forEach(file -> names.add(file.getFileName().toString()));
    }
    return BASELINES.resolve(newest(names));
  }

  /** The file of the newest version; that of what was never tagged where there is no other. */
  private static String newest(List<String> names) {
    String newest = UNTAGGED.getFileName().toString();
    long[] best = {-1, -1, -1};
    for (String name : names) {
      Matcher version = TAGGED.matcher(name);
      if (version.matches()) {
        long[] numbers = {
          Long.parseLong(version.group(1)),
          Long.parseLong(version.group(2)),
          Long.parseLong(version.group(3))
        };
        if (Arrays.compare(numbers, best) > 0) {
          best = numbers;
          newest = name;
        }
      }
    }
    return newest;
  }

  private static Set<String> describe() throws IOException, ClassNotFoundException {
    Set<String> lines = new TreeSet<>();
    for (Class<?> type : publicTypes()) {
      if (SETTLED.contains(type.getPackageName())) {
        describe(type, lines);
      }
    }
    return lines;
  }

  private static List<Class<?>> publicTypes() throws IOException, ClassNotFoundException {
    List<Class<?>> types = new ArrayList<>();
    try (Stream<Path> files = Files.walk(CLASSES)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
        String name = CLASSES.relativize(file).toString().replace('/', '.').replace('\\', '.');
        Class<?> type = Class.forName(name.substring(0, name.length() - ".class".length()));
        if (isPublic(type)) {
          types.add(type);
        }
      }
    }
    return types;
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
