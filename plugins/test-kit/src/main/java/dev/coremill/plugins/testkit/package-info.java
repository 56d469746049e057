/**
 * Tests for plugins, one class for each extension point, to be extended by a class among the tests
 * of a plugin: {@link dev.coremill.plugins.testkit.WeightAlgorithmKit}, {@link
 * dev.coremill.plugins.testkit.HardwareCatalogKit} (and {@link
 * dev.coremill.plugins.testkit.TargetFileKit} for targets without code), {@link
 * dev.coremill.plugins.testkit.MetricKit}. They check what the engine relies on. The plugins that
 * come with Coremill pass the same tests.
 */
@NullMarked
package dev.coremill.plugins.testkit;

import org.jspecify.annotations.NullMarked;
