/**
 * Finds plugins and loads them, each in a class loader of its own, which sees the api, the JDK and
 * slf4j besides the plugin's own classes, and nothing of the engine. Only the folders that are
 * named are read; a plugin is a jar with {@code Plugin-Id}, {@code Plugin-Version} and {@code
 * Plugin-Requires} (a range of versions of Coremill) in its manifest, or a folder that pf4j
 * understands. Its extensions stand in {@code META-INF/services}, one file for each extension
 * point.
 */
@NullMarked
package dev.coremill.core.plugin;

import org.jspecify.annotations.NullMarked;
