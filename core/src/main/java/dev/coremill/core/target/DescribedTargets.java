package dev.coremill.core.target;

/**
 * What a file describes.
 *
 * @param place the file, or the jar and its entry
 * @param id the id of the plugin that it is
 * @param version its version
 * @param provider who made it
 * @param requires the versions of Coremill that it fits
 * @param description what it is; may be empty
 * @param license its license; may be empty
 * @param catalog its devices
 */
public record DescribedTargets(
    String place,
    String id,
    String version,
    String provider,
    String requires,
    String description,
    String license,
    DescribedCatalog catalog) {}
