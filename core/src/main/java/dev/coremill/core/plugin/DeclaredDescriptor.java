package dev.coremill.core.plugin;

import org.pf4j.DefaultPluginDescriptor;

/** A declaration as pf4j wants it. */
final class DeclaredDescriptor extends DefaultPluginDescriptor {
  /** The class that pf4j makes where a plugin names none of its own. */
  private static final String NO_CLASS = "org.pf4j.Plugin";

  DeclaredDescriptor(PluginDeclaration declared) {
    super(
        declared.id(),
        declared.description(),
        NO_CLASS,
        declared.version(),
        declared.requires(),
        declared.provider(),
        declared.license());
  }
}
