package dev.coremill.core.plugin;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import jakarta.inject.Inject;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;
import org.pf4j.ExtensionFactory;

/**
 * Makes extensions: through their public constructor without parameters, or, where a class has
 * anything that is marked {@code @Inject}, through an injector. Guice takes longer to start than
 * all the plugins together, so it is started for the first class that needs it.
 */
public final class ExtensionMaker implements ExtensionFactory {
  private @Nullable Injector injector;

  @Override
  public <T> T create(Class<T> extension) {
    try (PluginCall _ = PluginCall.enter(extension, "", "the constructor")) {
      return make(extension);
    }
  }

  private <T> T make(Class<T> extension) {
    Constructor<T> plain = plainConstructor(extension);
    if (plain == null) {
      return injector().getInstance(extension);
    }
    try {
      return plain.newInstance();
    } catch (InvocationTargetException failure) {
      if (failure.getCause() instanceof RuntimeException exception) {
        throw exception;
      }
      if (failure.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(failure.getCause());
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private synchronized Injector injector() {
    Injector started = injector;
    if (started == null) {
      started = Guice.createInjector(Stage.DEVELOPMENT);
      injector = started;
    }
    return started;
  }

  /** The constructor that needs no injector; null where there is none. */
  private static <T> @Nullable Constructor<T> plainConstructor(Class<T> extension) {
    int modifiers = extension.getModifiers();
    if (!Modifier.isPublic(modifiers) || Modifier.isAbstract(modifiers)) {
      return null;
    }
    Class<?> each = extension;
    while (each != null && each != Object.class) {
      if (isMarked(each.getDeclaredConstructors())
          || isMarked(each.getDeclaredFields())
          || isMarked(each.getDeclaredMethods())) {
        return null;
      }
      each = each.getSuperclass();
    }
    try {
      return extension.getConstructor();
    } catch (NoSuchMethodException none) {
      return null;
    }
  }

  private static boolean isMarked(AccessibleObject[] members) {
    for (AccessibleObject member : members) {
      if (member.isAnnotationPresent(Inject.class)
          || member.isAnnotationPresent(com.google.inject.Inject.class)) {
        return true;
      }
    }
    return false;
  }
}
