package dev.coremill.api.target;

import java.util.Map;

/**
 * A chip.
 *
 * @param id lower case with hyphens, such as {@code a17-pro}
 * @param name the vendor's name
 * @param properties fact name to value with provenance, such as {@code memory_bandwidth_gbs}; the
 *     unit is the end of the name
 */
public record Chip(String id, String name, Map<String, Sourced<String>> properties) {
  /** Copies the map. */
  public Chip {
    properties = Map.copyOf(properties);
  }
}
