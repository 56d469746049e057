package dev.coremill.api.target;

/**
 * A device with the system on it and the compute units that an app allows: what a verdict or an
 * estimate is for.
 *
 * @param device the device
 * @param system the version of the system that it runs
 * @param units the compute units that are allowed
 */
public record TargetSetting(Device device, OsVersion system, ComputeUnits units) {}
