package dev.coremill.core.plugin;

import org.jspecify.annotations.Nullable;

/**
 * The parent of every plugin's class loader: it shows the JDK and what plugins share with the
 * engine, and hides the rest.
 */
final class SharedClasses extends ClassLoader {
  private static final String[] SHARED = {
    "dev.coremill.api.", "org.jspecify.annotations.", "org.slf4j.", "jakarta.inject.", "org.pf4j."
  };

  private final ClassLoader application;

  SharedClasses(ClassLoader application) {
    super("coremill-shared", ClassLoader.getPlatformClassLoader());
    this.application = application;
  }

  /** Whether plugins get a class from the engine. */
  static boolean isShared(String className) {
    for (String prefix : SHARED) {
      if (className.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    return isShared(name) ? application.loadClass(name) : super.loadClass(name, resolve);
  }

  @Override
  public @Nullable String toString() {
    return getName();
  }
}
