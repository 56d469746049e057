package dev.coremill.api.target;

import java.util.Optional;

/**
 * A constant of the cost model that Coremill has for targets without one of their own.
 *
 * @param name its name, such as {@code compute_tflops}; the documentation of targets lists them
 * @param chip the id of the chip that it holds for; empty for all chips of the catalog
 * @param unit the unit that it holds for; empty for all
 * @param kind the kind of operation or encoding that it holds for; empty for all
 * @param value the value, with its band
 */
public record CostConstant(
    String name,
    Optional<String> chip,
    Optional<ComputeUnit> unit,
    Optional<String> kind,
    Figure value) {}
