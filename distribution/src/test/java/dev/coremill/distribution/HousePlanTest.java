package dev.coremill.distribution;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the arrows between the modules, and the rule that every package says what it is. */
class HousePlanTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** The production classes of each module, by the module's folder below the root. */
  private static final Map<String, JavaClasses> CLASSES = new TreeMap<>();

  /** The module of each of our classes, by the name of the class. */
  private static final Map<String, String> MODULES = new HashMap<>();

  @BeforeAll
  static void readClasses() throws IOException {
    for (String module : modules()) {
      JavaClasses classes =
          new ClassFileImporter().importPath(ROOT.resolve(module).resolve("target/classes"));
      CLASSES.put(module, classes);
      classes.forEach(type -> MODULES.put(type.getName(), module));
    }
  }

  @Test
  void everyModuleIsSeenWithItsClasses() {
    assertThat(CLASSES).containsKeys("api", "core", "distribution", "plugins/quantization");
    assertThat(CLASSES).containsKeys("hardware-targets/apple");
    assertThat(CLASSES.values()).allSatisfy(classes -> assertThat(classes).isNotEmpty());
  }

  @Test
  void arrowsBetweenModulesPointOneWay() {
    Set<String> forbidden = new TreeSet<>();
    for (Dependency dependency : dependencies()) {
      String from = module(dependency.getOriginClass());
      String to = module(dependency.getTargetClass());
      if (!to.isEmpty() && !to.equals(from) && !mayUse(from).contains(to)) {
        forbidden.add(from + " -> " + to + ": " + dependency.getDescription());
      }
    }
    assertThat(forbidden).isEmpty();
  }

  @Test
  void theApiNeedsNothingButTheJdk() {
    assertThat(dependencies())
        .filteredOn(dependency -> module(dependency.getOriginClass()).equals("api"))
        .extracting(dependency -> dependency.getTargetClass().getBaseComponentType())
        .filteredOn(type -> !type.isPrimitive() && !type.getName().startsWith("dev.coremill.api."))
        .extracting(JavaClass::getPackageName)
        .allMatch(name -> name.startsWith("java.") || name.equals("org.jspecify.annotations"));
  }

  @Test
  void protobufStaysInsideTheCore() {
    Set<String> leaks = new TreeSet<>();
    for (Dependency dependency : dependencies()) {
      if (!module(dependency.getOriginClass()).equals("core")
          && isProtobuf(dependency.getTargetClass().getBaseComponentType())) {
        leaks.add(dependency.getDescription());
      }
    }
    assertThat(leaks).isEmpty();
  }

  @Test
  void everyPackageSaysWhatItIsAndIsNullMarked() throws IOException {
    List<Path> silent = new ArrayList<>();
    for (String module : modules()) {
      Path sources = ROOT.resolve(module).resolve("src/main/java");
      try (Stream<Path> files = Files.walk(sources)) {
        for (Path folder :
            files
                .filter(file -> file.toString().endsWith(".java"))
                .map(Path::getParent)
                .distinct()
                .toList()) {
          Path description = folder.resolve("package-info.java");
          if (!Files.exists(description)
              || !Files.readString(description).contains("@NullMarked\n")) {
            silent.add(ROOT.relativize(folder));
          }
        }
      }
    }
    assertThat(silent).isEmpty();
  }

  private static Set<String> mayUse(String module) {
    return switch (module) {
      case "api" -> Set.of();
      case "distribution" -> Set.of("core", "api");
      // It shows a plugin's tests what the engine will make of it, and is no plugin itself.
      case "plugins/test-kit" -> Set.of("core", "api");
      default -> Set.of("api");
    };
  }

  private static String module(JavaClass type) {
    return MODULES.getOrDefault(type.getBaseComponentType().getName(), "");
  }

  private static boolean isProtobuf(JavaClass type) {
    return isProtobufType(type)
        || type.getAllRawSuperclasses().stream().anyMatch(HousePlanTest::isProtobufType)
        || type.getAllRawInterfaces().stream().anyMatch(HousePlanTest::isProtobufType);
  }

  private static boolean isProtobufType(JavaClass type) {
    return resideInAPackage("com.google.protobuf..").test(type);
  }

  private static List<Dependency> dependencies() {
    List<Dependency> all = new ArrayList<>();
    for (JavaClasses classes : CLASSES.values()) {
      classes.forEach(type -> all.addAll(type.getDirectDependenciesFromSelf()));
    }
    return all;
  }

  /** The folders with Java sources, relative to the root and with forward slashes. */
  private static Set<String> modules() throws IOException {
    Set<String> modules = new TreeSet<>();
    for (String place : List.of("", "plugins", "hardware-targets")) {
      try (Stream<Path> folders = Files.list(ROOT.resolve(place))) {
        folders
            .filter(folder -> Files.isDirectory(folder.resolve("src/main/java")))
            .forEach(folder -> modules.add(ROOT.relativize(folder).toString().replace('\\', '/')));
      }
    }
    return modules;
  }
}
