package dev.coremill.core.plugin;

/**
 * A file that describes targets in YAML, without code: a file {@code *.target.yaml} in a plugin
 * folder, or an entry {@code targets/*.target.yaml} of a plugin's own jar.
 *
 * @param place the file, or the jar and the entry, for messages
 * @param plugin the plugin's id; empty for a file that stands by itself
 * @param text what is written in it
 */
public record TargetFile(String place, String plugin, String text) {}
