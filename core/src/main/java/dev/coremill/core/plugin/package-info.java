/**
 * Finds plugins and loads them, each in a class loader of its own, which sees the api, the JDK and
 * slf4j besides the plugin's own classes and libraries, and nothing of the engine. Only the folders
 * that are named are read. A plugin is a jar with {@code Plugin-Id}, {@code Plugin-Version} and
 * {@code Plugin-Requires} (a range of versions of the api) in its manifest, or a folder with such a
 * jar at its top and the jars of its libraries in {@code lib}. Its extensions stand in {@code
 * META-INF/services} of its own jar, one file for each extension point; its targets that need no
 * code in {@code targets/*.target.yaml}.
 *
 * <p>pf4j decides on versions and keeps the list; the files, the declarations and the class loaders
 * are ours.
 */
@NullMarked
package dev.coremill.core.plugin;

import org.jspecify.annotations.NullMarked;
