package dev.coremill.api.target;

import java.util.List;

/**
 * A device that models run on: what {@code targets} in a pipeline name.
 *
 * @param id lower case with hyphens, such as {@code iphone-15-pro}
 * @param name the vendor's name
 * @param chip its chip
 * @param systems the oldest and newest system that it runs, and where that is known from
 */
public record Device(String id, String name, Chip chip, List<Sourced<OsRange>> systems) {
  /** Copies the list. */
  public Device {
    systems = List.copyOf(systems);
  }
}
